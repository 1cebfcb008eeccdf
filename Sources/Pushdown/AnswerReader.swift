import Compliance
import Findings

/// What scripts answered, line by line, as ``SQLScript/answers`` asks it.
public struct AnswerReader: Sendable {
    /// One of each script.
    public private(set) var answers: [DatabaseAnswer]
    /// Scripts of which the last line was there.
    private var finished = 0
    /// Whether all of them answered to the end.
    public var isWhole: Bool { finished == answers.count }
    /// The first line that could not be understood.
    public private(set) var misread: String?
    private var rest: [UInt8] = []

    /// - Parameter count: How many scripts answer, one after the other.
    public init(of count: Int = 1) { answers = Array(repeating: DatabaseAnswer(), count: count) }

    /// Takes some bytes of the answer; lines of others are passed over.
    public mutating func take(_ bytes: some Sequence<UInt8>) {
        rest += bytes
        var start = rest.startIndex
        while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
            take(line: rest[start..<end])
            start = end + 1
        }
        rest.removeSubrange(..<start)
    }

    private mutating func take(line: ArraySlice<UInt8>) {
        let cells = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        guard cells.count > 1, cells[0].elementsEqual("leadpact".utf8) else { return }
        let row = Row(cells: cells.dropFirst().map(Self.field))
        var isEnd = false
        if finished < answers.count, row.read(into: &answers[finished], isEnd: &isEnd) {
            if isEnd { finished += 1 }
            return
        }
        if misread == nil { misread = String(decoding: line.prefix(200), as: UTF8.self) }
    }

    /// A field as `COPY` writes it; nil for no value.
    private static func field(_ cell: ArraySlice<UInt8>) -> String? {
        if cell.elementsEqual("\\N".utf8) { return nil }
        guard cell.contains(UInt8(ascii: "\\")) else { return String(decoding: cell, as: UTF8.self) }
        let meanings: [UInt8: UInt8] = [
            UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10, UInt8(ascii: "v"): 11,
            UInt8(ascii: "f"): 12, UInt8(ascii: "r"): 13,
        ]
        var text: [UInt8] = []
        var isEscaped = false
        for byte in cell {
            if isEscaped {
                text.append(meanings[byte] ?? byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private struct Row {
        var cells: [String?]

        private func text(_ index: Int) -> String? { index < cells.count ? cells[index] : nil }
        private func number(_ index: Int) -> Int64? { text(index).flatMap { Int64($0) } }
        private func double(_ index: Int) -> Double? { text(index).flatMap { Double($0) } }

        /// False where the line is none that is known.
        func read(into answer: inout DatabaseAnswer, isEnd: inout Bool) -> Bool {
            switch cells[0] {
            case "leads":
                guard let count = number(1) else { return false }
                answer.leadCount = Int(count)
            case "user":
                guard let id = text(1) else { return false }
                answer.users.append(.init(id: id, name: text(2), team: text(3), managerID: text(4)))
            case "owner":
                guard let owner = text(1) else { return false }
                answer.ownersWithoutUser.append(owner)
            case "count", "earlier":
                guard let rule = text(1), let verdict = text(2).flatMap(Verdict.init(inScript:)), let count = number(3)
                else { return false }
                if cells[0] == "count" {
                    answer.counts[rule, default: [:]][verdict, default: 0] += Int(count)
                } else {
                    answer.earlier[rule, default: [:]][verdict, default: 0] += Int(count)
                }
            case "lead":
                guard let id = text(1) else { return false }
                let texts = DatabaseAnswer.Lead.columns.indices.map { text(3 + $0) }
                answer.leads.append(.init(id: id, owner: text(2), texts: texts))
            case "duplicates":
                guard let rule = text(1), let count = number(2) else { return false }
                answer.duplicates[rule] = Int(count)
            case "verdict", "carried", "kept", "standing":
                guard let verdict = verdict else { return false }
                switch cells[0] {
                case "verdict": answer.verdicts.append(verdict)
                case "carried": answer.carriedOver.append(verdict)
                case "kept": answer.ofAllPeriods.append(verdict)
                default: answer.standing.append(verdict)
                }
            case "present":
                guard let lead = text(1) else { return false }
                answer.present.insert(lead)
            case "scope":
                guard let rule = text(1), let why = text(2), let count = number(4) else { return false }
                answer.scopes.append(.init(rule: rule, why: why, column: text(3), count: Int(count)))
            case "figure":
                guard let rule = text(1), let name = text(2), let start = number(3), let end = number(4),
                    let value = double(5)
                else { return false }
                answer.figures[rule, default: []].append(
                    .init(name: name, start: start, end: end, value: value, among: double(6)))
            case "quantile":
                guard let rule = text(1), let index = number(2), let reached = number(3) else { return false }
                answer.quantiles[rule, default: [:]][Int(index)] = reached
            case "waived":
                guard let rule = text(1), let waiver = number(2).flatMap({ UInt16(exactly: $0) }) else { return false }
                answer.waiversUsed[rule, default: []].insert(waiver)
            case "data":
                guard let code = text(1).flatMap({ id in Code.all.first { $0.id == id } }), let table = text(2),
                    let count = number(5)
                else { return false }
                answer.found.append(
                    .init(code: code, table: table, column: text(3), value: text(4), count: Int(count)))
            case "end": isEnd = true
            default: return false
            }
            return true
        }

        private var verdict: DatabaseAnswer.Verdict? {
            guard let rule = text(1), let verdict = text(2).flatMap(Compliance.Verdict.init(inScript:)) else {
                return nil
            }
            return DatabaseAnswer.Verdict(
                rule: rule, verdict: verdict, targetRow: number(3).map { Int($0) } ?? 0, lead: text(4),
                start: number(5), due: number(6), satisfiedAt: number(7), used: number(8), cause: text(9),
                causeOf: text(10), waiver: number(11).map { Int($0) }, lapsed: number(12).map { Int($0) },
                ownerUser: text(13), isPresentOwner: number(14) == 1, presentOwner: text(15),
                wasBreached: number(16) != 0)
        }
    }
}
