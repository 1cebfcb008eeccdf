import BusinessTime
import Columns
import Findings

/// What is said of a field that cannot be read.
struct FaultWords {
    var code: Code
    var message: String
    var notes: [String] = []
    /// The value, where faults are told apart by it.
    var value: [UInt8]?

    init(_ kind: CellFaultKind, _ block: RowBlock, _ cell: RowBlock.Cell, field: FilePlan.Field?) {
        let content = block.content(cell)
        let text = FaultWords.shown(content)
        let name = field?.name ?? ""
        switch kind {
        case .notText:
            if let nul = content.firstIndex(of: 0) {
                code = .nulByte
                message = "a NUL byte in \(name), at byte \(nul + 1) of the field"
            } else {
                let at = UTF8Validity.fault(in: content) ?? 0
                code = .invalidUTF8
                let byte = String(content.isEmpty ? 0 : content[at], radix: 16, uppercase: true)
                message = "\(name) is not UTF-8: byte 0x\(byte) at byte \(at + 1) of the field"
                notes = ["save the export as UTF-8, or say what it is, as in 'encoding: windows-1252'"]
            }
        case .notAnInstant:
            code = .unreadableInstant
            message = "\(text) is no instant \(FaultWords.form(field))"
            notes = FaultWords.timeNotes(content, field)
        case .notADate:
            code = .unreadableDate
            message = "\(text) is no date \(FaultWords.form(field))"
        case .notANumber:
            code = .unreadableNumber
            message = "\(text) is no number"
            if content.contains(where: { $0 == UInt8(ascii: ",") }) {
                notes = ["numbers are written without separators of thousands and with a decimal point"]
            }
        case .notABoolean:
            code = .unreadableBoolean
            message = "\(text) is neither true nor false"
            notes = ["say what it means: values: { \(name): { \(yamlText(FaultWords.plain(content))): true } }"]
        case .tooLong:
            code = .tooLong
            message = "the text in \(name) is \(content.count / 1_000_000) MB long, 16 MB are the most"
        case .valueRequired:
            code = .valueRequired
            message = "the row has no value in \(name)"
        case .unknownStage:
            code = .stageNotAgreed
            value = content
            if let meaning = field?.target.meanings[content] ?? nil {
                let meant = FaultWords.shown(meaning)
                message = "stage \(meant), which 'values' has for \(text), is none of the agreement's"
                let stages = field?.target.stages?.map { String(decoding: $0, as: UTF8.self) }.sorted() ?? []
                let near = nearest(to: FaultWords.plain(meaning), among: stages).map { "did you mean '\($0)'?" }
                notes = [near ?? "the stages are \(stages.joined(separator: ", "))"]
                return
            }
            message = "stage \(text) is none of the agreement's"
            let map = "values: { \(name): { \(yamlText(FaultWords.plain(content))): STAGE } }"
            notes = [
                "say what it means, \(map), or that the agreement need not know it, ignore: { \(name): [\(yamlText(FaultWords.plain(content)))] }"
            ]
        }
    }

    private static func plain(_ text: [UInt8]) -> String { String(decoding: text.prefix(60), as: UTF8.self) }

    /// The text in quotes, cut where it is long.
    private static func shown(_ text: [UInt8]) -> String {
        text.count > 60 ? "'\(plain(text))…'" : "'\(plain(text))'"
    }

    private static func form(_ field: FilePlan.Field?) -> String {
        guard let time = field?.target.time else { return "" }
        let date = time.format.rawValue
        if field?.target.type == .date { return "as \(date)" }
        switch time.format {
        case .epochSeconds, .epochMilliseconds: return "in \(date)"
        case .yearMonthDay, .dayMonthYear, .monthDayYear, .dayMonthShortYear, .monthDayShortYear, .dayNameYear,
            .nameDayYear:
            if !time.hasTime { return "as \(date) without a time of day" }
            return "as \(date) with a time of day and \(time.hasOffset ? "an" : "no") offset"
        }
    }

    /// What the column's first value has and this one has not.
    private static func timeNotes(_ text: [UInt8], _ field: FilePlan.Field?) -> [String] {
        guard let reading = field?.target.time, let time = TimeReader.read(text, as: reading.format) else { return [] }
        if (time.time != nil) != reading.hasTime || (time.offset != nil) != reading.hasOffset {
            return ["the format is decided once for the column, by its first value"]
        }
        return []
    }
}
