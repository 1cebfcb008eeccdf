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
