import AgreementSupport
import Findings
import Testing

@testable import Agreements

/// The vectors of FIPS 180-4; below, lengths around a block's edge, whose digests are those of coreutils' `sha256sum`.
@Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
])
func digestsAreThoseOfTheStandard(message: String, digest: String) {
    #expect(SHA256.hexadecimal(Array(message.utf8)) == digest)
}

@Test(arguments: [
    (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
    (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
    (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
    (1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
])
func digestsOfManyBlocks(count: Int, digest: String) {
    #expect(SHA256.hexadecimal([UInt8](repeating: UInt8(ascii: "a"), count: count)) == digest)
}

private func read(_ text: String) -> (agreement: Agreement?, hasErrors: Bool) {
    let source = SourceText(path: "agreement.yaml", text: text)
    let (agreement, findings) = AgreementReader.read(source, files: Shipped.files)
    return (agreement, findings.hasErrors)
}

/// Comments, layout and the order of keys leave the digest as it is.
@Test(arguments: Shipped.names)
func layoutMeansNothing(name: String) throws {
    let text = try Shipped.text(name)
    let nodes = try #require(AgreementNodes(text))
    let digest = try #require(read(text).agreement?.digest)
    #expect(read(nodes.flow()).agreement?.digest == digest)
    #expect(read(nodes.flow(reversed: true)).agreement?.digest == digest)
    #expect(read("# a comment\n" + text + "\n").agreement?.digest == digest)
}

/// One meaning in two spellings.
@Test(arguments: [
    ("applies: score>=60 AND  (stage = 'mql')", "applies: score >= 60 and stage = 'mql'"),
    ("applies: a != 1", "applies: a <> 1"),
    ("applies: \"a in ('x','y')\"", "applies: >\n        a in\n        ('x', 'y')"),
    ("applies: { all: [{ field: a, is: 1 }, { field: b, in: [x, y] }] }", "applies: \"a = 1 and b in ('x', 'y')\""),
    ("severity: major", ""),
    ("goal: { met: 95%, p90: 2 days }", "goal: { p90: 48 hours, met: 95.0% }"),
])
func spellingMeansNothing(one: String, other: String) {
    let digests = [one, other].map { line in
        read(
            """
            leadpact: 1
            agreement: a
            definitions: { stages: { mql: {} }, events: { touch: { in: activities } } }
            responsibilities:
              sales:
                r:
                  clock: { from: enters mql, to: touch, within: 1 day }
                  \(line)
            """)
    }
    #expect(!digests[0].hasErrors && !digests[1].hasErrors)
    #expect(digests[0].agreement?.digest == digests[1].agreement?.digest)
}

/// What stands for itself where nothing is written: to leave it out says the same.
let defaultsOfFull: Set<String> = [
    "gate", "time_zone", "review/every", "definitions/dispositions/bad-timing/reason", "leadpact",
]

/// Every node of the full agreement means something: without it, the digest is another.
@Test func everyNodeIsInTheDigest() throws {
    let text = try Shipped.text("full.yaml")
    let digest = try #require(read(text).agreement?.digest)
    for altered in try #require(AgreementNodes(text)).removals {
        let isSilent = altered.path.hasPrefix("acceptance") || defaultsOfFull.contains(altered.path)
        #expect((read(altered.text).agreement?.digest == digest) == isSilent, "\(altered.path)")
    }
}

/// So does every number: the last digit of each is made another.
@Test func everyNumberIsInTheDigest() throws {
    let text = try Shipped.text("full.yaml")
    let digest = try #require(read(text).agreement?.digest)
    var changed = 0
    for altered in try #require(AgreementNodes(text)).changes(withOtherDigit) {
        let (agreement, hasErrors) = read(altered.text)
        if hasErrors || altered.path.hasPrefix("acceptance") { continue }
        changed += 1
        #expect(agreement?.digest != digest, "\(altered.path)")
    }
    #expect(changed > 60)
}
