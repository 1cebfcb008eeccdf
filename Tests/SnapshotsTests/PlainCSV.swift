/// The plainest reader of RFC 4180 that can be right: letter by letter over a whole document in memory.
///
/// Rows in which a quote stands where none may be are marked, as are those of another length than the first; empty lines
/// are no rows.
struct PlainCSV {
    struct Row: Equatable {
        var fields: [[UInt8]]
        /// The line that it begins on, from 1.
        var line: Int
        var isFaulty: Bool
    }

    private(set) var rows: [Row] = []
    private(set) var isQuoteOpen = false

    init(_ bytes: [UInt8], delimiter: UInt8 = 0x2C) {
        var at = 0
        var line = 1
        func isEnd(_ index: Int) -> Bool { index < bytes.count && (bytes[index] == 0x0A || bytes[index] == 0x0D) }
        func lineEndLength(_ index: Int) -> Int {
            bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
        }
        while at < bytes.count {
            if isEnd(at) {
                at += lineEndLength(at)
                line += 1
                continue
            }
            var row = Row(fields: [], line: line, isFaulty: false)
            while true {
                var field: [UInt8] = []
                if at < bytes.count, bytes[at] == 0x22 {
                    at += 1
                    while true {
                        guard at < bytes.count else {
                            isQuoteOpen = true
                            return
                        }
                        if bytes[at] == 0x22 {
                            if at + 1 < bytes.count, bytes[at + 1] == 0x22 {
                                field.append(0x22)
                                at += 2
                                continue
                            }
                            at += 1
                            break
                        }
                        if isEnd(at) {
                            let length = lineEndLength(at)
                            field += bytes[at..<at + length]
                            at += length
                            line += 1
                        } else {
                            field.append(bytes[at])
                            at += 1
                        }
                    }
                    if at < bytes.count, bytes[at] != delimiter, !isEnd(at) { row.isFaulty = true }
                }
                while at < bytes.count, bytes[at] != delimiter, !isEnd(at) {
                    if bytes[at] == 0x22 { row.isFaulty = true }
                    field.append(bytes[at])
                    at += 1
                }
                row.fields.append(field)
                guard at < bytes.count, bytes[at] == delimiter else { break }
                at += 1
            }
            rows.append(row)
            if at < bytes.count {
                at += lineEndLength(at)
                line += 1
            }
        }
    }
}
