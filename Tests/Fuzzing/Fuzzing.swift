import Agreements
import CScan
import Columns
import Conditions
import Findings

/// What a fuzzer feeds, and `make test` replays: any bytes at all are read, explained and mended without a fault of ours.
/// A promise that is broken stops the program.
package enum Fuzzing {
    /// The kinds of input, each with a folder of seeds in Tests/Corpus.
    package enum Subject: String, CaseIterable { case agreements, conditions, kernels, csv, json, packed }

    package static func run(_ subject: Subject, _ bytes: [UInt8]) {
        switch subject {
        case .agreements: readAgreement(bytes)
        case .conditions: readCondition(bytes)
        case .kernels: indexSeparators(bytes)
        case .csv: readTable(bytes, name: "leads.csv")
        case .json: readTable(bytes, name: "leads.json")
        case .packed: readTable(bytes, name: "leads.csv.gz")
        }
    }

    private static func readAgreement(_ bytes: [UInt8]) {
        let source = SourceText(path: "a.yaml", bytes: bytes)
        let (agreement, findings) = AgreementReader.read(source, files: MemoryFiles())
        precondition(agreement != nil || findings.hasErrors, "an agreement that is none passes in silence")
        show(findings, in: source)
        guard bytes.count < 4096, findings.contains(where: { $0.fix != nil }) else { return }
        let mending = Mending(source, files: MemoryFiles())
        precondition(mending.source.lineCount == source.lineCount, "a fix leaves its line")
    }

    private static func readCondition(_ bytes: [UInt8]) {
        let source = SourceText(path: "a.yaml", bytes: bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        var findings: [Finding] = []
        let condition = Condition.parse(ConditionSource(path: "a.yaml", text: text), findings: &findings)
        let bound = condition?.bind(to: schema, table: "leads", expecting: nil, findings: &findings)
        precondition(bound != nil || findings.hasErrors, "a condition that is none passes in silence")
        show(findings, in: source)
        guard let bound else { return }
        // Columns that nobody declared take the type that the condition gives them.
        let columns = bound.uses.map { ($0.path, Inputs.Input(column(of: $0.type))) }
        let inputs = Inputs(
            rowCount: 3, asOf: 1_772_366_400_000, columns: Dictionary(columns, uniquingKeysWith: { first, _ in first }))
        _ = bound.evaluate(inputs)
        if bound.type == .boolean { precondition(bound.truths(inputs).count == 3, "each row has its truth") }
    }

    /// Every vector kernel finds what the plain one finds; the bytes lie at the end of their own memory, so that the address
    /// sanitizer sees a read beyond them.
    private static func indexSeparators(_ bytes: [UInt8]) {
        let exact = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
        defer { unsafe exact.deallocate() }
        for (index, byte) in bytes.enumerated() { unsafe exact[index] = byte }
        let positions = UnsafeMutablePointer<UInt32>.allocate(capacity: bytes.count + Int(CSCAN_SPARE_POSITIONS))
        defer { unsafe positions.deallocate() }
        func found(_ kernel: cscan_kernel) -> [Int] {
            let block = unsafe cscan_index_with(kernel, exact, bytes.count, UInt8(ascii: ","), positions)
            let flags = [block.ends_in_quotes, block.has_stray_quotes, block.has_non_ascii, block.has_nul]
            let counts = [block.record_ends, block.quoted_line_ends].map { Int($0) }
            let quotes = unsafe cscan_count_with(kernel, exact, bytes.count, UInt8(ascii: "\""))
            return counts + flags.map { $0 ? 1 : 0 } + [quotes]
                + (0..<Int(block.separators)).map { unsafe Int(positions[$0]) }
        }
        let plain = found(CSCAN_PLAIN)
        for kernel in [CSCAN_SSE2, CSCAN_AVX2, CSCAN_AVX512, CSCAN_NEON] where cscan_kernel_is_available(kernel) {
            precondition(found(kernel) == plain, "kernel \(kernel.rawValue) finds other separators")
        }
    }

    private static func show(_ findings: [Finding], in source: SourceText) {
        let words = FindingText(sources: [source])
        for finding in findings {
            precondition(!words.full(finding).isEmpty && !words.concise(finding).contains("\n"), finding.code.id)
            guard let place = finding.place else { continue }
            precondition((1...source.lineCount).contains(place.range.lowerBound.line), finding.code.id)
        }
    }

    private static let schema: Schema = {
        var tables: [String: Schema.Table] = [:]
        for table in CanonicalTable.all {
            tables[table.name] = Schema.Table(
                columns: Dictionary(uniqueKeysWithValues: table.columns.map { ($0.name, $0.type) }),
                links: Dictionary(uniqueKeysWithValues: table.links.map { ($0.name, $0.table) }),
                hasUnlistedColumns: true)
        }
        return Schema(tables: tables)
    }()

    /// A missing value, a common one and an odd one.
    private static func column(of type: ValueType) -> Column {
        switch type {
        case .boolean: .booleans([.isUnknown, .isTrue, .isFalse])
        case .number: .numbers([.nan, 80, -0.5])
        case .text: .text(TextColumn([nil, "mql", "\u{0}é%_'\u{1F600}"]))
        case .date: .dates([missing, 20_513, -719_162])
        case .instant:
            .instants(
                InstantColumn(
                    values: [missing, 1_772_366_400_000, -62_135_596_800_000], precision: .millisecond))
        }
    }
}
