import Columns
import Testing

@testable import Snapshots

@Suite struct IdTableTests {
    static func table(_ ids: [String], parts: Int = 1, threads: Int = 1) -> IdTable {
        var builder = IdBuilder()
        let size = max(1, ids.count / parts)
        for start in stride(from: 0, to: ids.count, by: size) {
            var arena: [UInt8] = []
            let spans = ids[start..<min(start + size, ids.count)].map { id in
                defer { arena += Array(id.utf8) }
                return TextSpan(start: arena.count, length: id.utf8.count)
            }
            builder.append(.plain(.text(TextColumn(.spans(spans, arena: arena)))))
        }
        return IdTable(builder.layout(), threads: threads)
    }

    @Test(arguments: [0, 1, 2, 7, 100, 20_000], [1, 3])
    func findsEachId(count: Int, threads: Int) {
        var random = SplitMix64(seed: count)
        let longest = [8, 9, 16, 17, 40, 64, 65, 200].pick(&random)
        var seen: Set<String> = []
        let ids = (0..<count).map { index -> String in
            let padding = String(repeating: "x", count: Int.random(in: 0...longest, using: &random))
            let id = String("\(padding)\(index)".suffix(max(longest, 5)))
            seen.insert(id)
            return id
        }
        let table = Self.table(ids, parts: 3, threads: threads)
        #expect(table.duplicates.isEmpty == (seen.count == count))
        #expect(table.column.count == count)
        for (row, id) in ids.enumerated() where row % 7 == 0 {
            #expect(table.column.text(row) == id)
            #expect(table.row(of: Array(id.utf8)).map { ids[Int($0)] } == id)
        }
        let asked = (0..<500).map { _ in
            count > 0 && Bool.random(using: &random)
                ? ids.pick(&random) : ["", "none", "x", ids.first.map { $0 + "0" } ?? "y"].pick(&random)
        }
        let wanted = asked.map { id -> Int32 in
            id.isEmpty ? IdTable.none : ids.firstIndex(of: id).map { Int32($0) } ?? IdTable.unknown
        }
        withBlock(asked) { #expect(table.rows(0, of: $0) == wanted) }
        #expect(table.rows(TextColumn(asked.map { $0.isEmpty ? nil : $0 })) == wanted)
    }

    /// Ids that count, and such as only look like it, against a search by text.
    @Test(arguments: [
        ["L00000001", "L00000002", "L00000003"], ["7", "8", "9"], ["7"], ["x"], ["17", "18", "9"],
        ["A\u{e4}1", "A\u{e4}2"],
        ["CRM-LEAD-2026-01", "CRM-LEAD-2026-02"], ["CRM-LEAD-2026-001", "CRM-LEAD-2026-002"], ["a\"1", "a\"2"],
        ["A1B", "A2B"], ["A1", "B1"], ["1999999999999999", "2000000000000000"], ["00000001", "99999999"],
        ["99999999", "99999998"], ["5/", "50", "5:"], ["L1", "L1", "L2", "L1"],
        ["0123456701234567", "0123456701234568"],
        ["abcdefgh", "abcdefgi"], ["L01", "L02", "L03", "L1x"],
    ])
    func findsIdsThatCount(ids: [String]) {
        let table = Self.table(ids)
        let asked =
            ids + ids.flatMap { [$0 + "0", String($0.dropLast()), String($0.dropFirst()), "L" + $0.dropFirst()] }
            + ids.flatMap { id in ["0", "4", "/", ":", "x", "\u{e4}"].map { id.dropLast() + $0 } } + [
                "", "0", "L00000000",
            ]
        let wanted = asked.map { id -> Int32 in
            id.isEmpty ? IdTable.none : ids.firstIndex(of: id).map { Int32($0) } ?? IdTable.unknown
        }
        withBlock(asked) { #expect(table.rows(0, of: $0) == wanted) }
        #expect(table.rows(TextColumn(asked.map { $0.isEmpty ? nil : $0 })) == wanted)
        let again = ids.indices.filter { ids[..<$0].contains(ids[$0]) }
        #expect(table.duplicates.map(\.row) == again.map { Int32($0) })
        #expect(table.duplicates.map(\.first) == again.map { row in Int32(ids.firstIndex(of: ids[row])!) })
    }

    @Test(arguments: [1, 4])
    func namesDuplicatesWithTheFirstRow(threads: Int) {
        let ids = (0..<40_000).map { "L\($0 % 39_990)" }
        let table = Self.table(ids, parts: 5, threads: threads)
        #expect(table.duplicates.map(\.row) == (39_990..<40_000).map { Int32($0) })
        #expect(table.duplicates.map(\.first) == (0..<10).map { Int32($0) })
        #expect(table.row(of: Array("L3".utf8)) == 3)
    }

    @Test func tellsIdsApartThatFillUpAlike() {
        let table = Self.table(["ab", "ab\u{0}", "abcdefgh", "abcdefghi"])
        #expect(table.duplicates.isEmpty)
        withBlock(["ab", "ab\u{0}", "abcdefgh", "abcdefghi", "abcdefghij", "a"]) {
            #expect(table.rows(0, of: $0) == [0, 1, 2, 3, -1, -1])
        }
    }

    @Test func readsQuotedKeys() {
        let table = Self.table(["a\"b", "a,b"])
        withBlock(["a\"b", "a,b", "a\"\"b"]) { #expect(table.rows(0, of: $0) == [0, 1, -1]) }
    }
}
