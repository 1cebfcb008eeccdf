extension Zone {
    /// Reads a zone of the system's database.
    ///
    /// - Parameters:
    ///   - identifier: As in `America/New_York`; case matters.
    ///   - directory: Where the compiled database is.
    /// - Throws: ``ZoneError``. There is no silent UTC: without data there is no zone, except `UTC` itself.
    public init(identifier: String, directory: String = Zone.systemDirectory) throws(ZoneError) {
        guard Zone.isWellFormed(identifier) else { throw .invalidIdentifier(identifier) }
        if identifier == Zone.utc.identifier {
            self = .utc
            return
        }
        let path = "\(directory)/\(identifier)"
        let bytes: [UInt8]
        do {
            bytes = try SystemFiles.read(path, limit: 1 << 20)
        } catch {
            switch error {
            case .absent where Zone.identifiers(directory: directory).isEmpty: throw .noDatabase(directory: directory)
            case .absent, .isDirectory: throw .unknown(identifier: identifier)
            case .other(let code): throw .unreadable(identifier: identifier, path: path, code: code)
            }
        }
        guard bytes.starts(with: TZif.magic) else { throw .unknown(identifier: identifier) }
        do {
            let data = try TZif(bytes)
            self.init(identifier: identifier, table: data.table, rule: data.rule)
        } catch {
            throw .malformed(identifier: identifier, path: path, why: error.why)
        }
    }

    /// Whether a text has the form of a zone's name and leads to nowhere but into the database.
    ///
    /// `posix/…` and `right/…` are other builds of the same zones, `localtime` and `posixrules` differ between machines.
    private static func isWellFormed(_ identifier: String) -> Bool {
        let parts = identifier.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard identifier.utf8.count <= 64, parts.count <= 3, parts.allSatisfy(isWellFormedPart) else { return false }
        return !["posix", "right", "localtime", "posixrules"].contains { parts[0].elementsEqual($0.utf8) }
    }

    private static func isWellFormedPart(_ part: Substring.UTF8View) -> Bool {
        guard let first = part.first, (0x41...0x5A).contains(first & 0xDF) else { return false }
        return part.allSatisfy { byte in
            isDigit(byte) || (0x41...0x5A).contains(byte & 0xDF) || "_+-".utf8.contains(byte)
        }
    }
}

/// The contents of a compiled time zone file, RFC 8536: its second data block and its footer.
struct TZif {
    static let magic = Array("TZif".utf8)

    let table: OffsetTable
    let rule: ZoneRule?

    struct Damage: Error {
        var why: String
    }

    init(_ bytes: [UInt8]) throws(Damage) {
        let old = try Header(bytes, at: 0)
        guard old.version >= UInt8(ascii: "2") else { throw Damage(why: "version 1 has no 64-bit times") }
        let start = Header.length + old.blockLength(timeLength: 4)
        let header = try Header(bytes, at: start)
        let block = start + Header.length
        let footer = block + header.blockLength(timeLength: 8)
        guard footer < bytes.count, header.typeCount > 0 else { throw Damage(why: "it is cut short") }
        guard header.leapCount == 0 else { throw Damage(why: "it counts leap seconds") }

        let indices = block + header.timeCount * 8
        let types = indices + header.timeCount
        var offsets: [Int] = []
        for type in 0..<header.typeCount {
            let offset = Int(Int32(truncatingIfNeeded: bigEndian(bytes, at: types + type * 6, length: 4)))
            guard (-93_599...93_599).contains(offset) else { throw Damage(why: "an offset is longer than a day") }
            offsets.append(offset)
        }
        var changes: [(at: Int64, offset: Int)] = []
        for index in 0..<header.timeCount {
            let type = Int(bytes[indices + index])
            guard type < offsets.count else { throw Damage(why: "a change has no type") }
            // Some files start with the beginning of time, which milliseconds cannot hold.
            let seconds = max(bigEndian(bytes, at: block + index * 8, length: 8), -1 << 52)
            guard seconds < 1 << 52, changes.last.map({ $0.at < seconds }) ?? true else {
                throw Damage(why: "its times are not in order")
            }
            changes.append((seconds, offsets[type]))
        }

        let text = bytes[(footer + 1)...].prefix { $0 != 0x0A }
        guard bytes[footer] == 0x0A, text.endIndex < bytes.count else { throw Damage(why: "it has no footer") }
        let rule = ZoneRule(text)
        guard rule != nil || text.isEmpty else {
            throw Damage(why: "its rule is '\(String(decoding: text, as: UTF8.self))'")
        }
        self.rule = rule
        changes += TZif.expand(rule, after: changes.last?.at)
        table = OffsetTable(
            first: rule != nil && header.timeCount == 0 ? rule?.standardOffset ?? 0 : offsets[0],
            changes: changes.lazy.map { (at: $0.at * 1000, offset: $0.offset) })
    }

    /// The changes that a rule gives after the last one that is listed.
    private static func expand(_ rule: ZoneRule?, after last: Int64?) -> [(at: Int64, offset: Int)] {
        guard let rule, rule.saving != nil else { return [] }
        let first = max(last.map { CivilDate.date(of: Int(floorDivision($0, by: 86_400))).year - 1 } ?? 0, 1900)
        guard first <= Zone.lastTabulatedYear else { return [] }
        // One year more than is asked for, since a rule may put a change of January into December.
        return (first...Zone.lastTabulatedYear + 1).flatMap { rule.changes(year: $0) }.filter { $0.at > last ?? .min }
    }

    private struct Header {
        static let length = 44
        var version: UInt8
        var leapCount: Int
        var timeCount: Int
        var typeCount: Int
        private var utIndicatorCount: Int
        private var standardIndicatorCount: Int
        private var characterCount: Int

        init(_ bytes: [UInt8], at start: Int) throws(Damage) {
            guard start + Header.length <= bytes.count, bytes[start...].starts(with: TZif.magic) else {
                throw Damage(why: "it is cut short")
            }
            version = bytes[start + 4]
            let counts = (0..<6).map { Int(bigEndian(bytes, at: start + 20 + $0 * 4, length: 4)) }
            guard counts.allSatisfy({ $0 <= bytes.count }) else { throw Damage(why: "it is cut short") }
            (utIndicatorCount, standardIndicatorCount, leapCount) = (counts[0], counts[1], counts[2])
            (timeCount, typeCount, characterCount) = (counts[3], counts[4], counts[5])
        }

        func blockLength(timeLength: Int) -> Int {
            timeCount * (timeLength + 1) + typeCount * 6 + characterCount + leapCount * (timeLength + 4)
                + standardIndicatorCount + utIndicatorCount
        }
    }
}

private func bigEndian(_ bytes: [UInt8], at start: Int, length: Int) -> Int64 {
    bytes[start..<start + length].reduce(0) { $0 << 8 | Int64($1) }
}
