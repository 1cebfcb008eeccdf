import BusinessTime
import Columns

/// Turns one field of each row of a block into a column. A parser belongs to one thread and sees its blocks in order, so
/// that a dictionary grows from block to block.
final class ColumnParser {
    /// What a field is to become.
    struct Target: Sendable {
        var type: ValueType
        /// For instants and dates.
        var time: TimeReading?
        /// Texts that stand for others, or for none; the empty text for an empty field.
        var meanings: [[UInt8]: [UInt8]?] = [:]
        /// A row without a value is a fault.
        var isRequired = false
        /// Of texts that are too many to be coded nobody asks more than whether there is one.
        var isPresence = false
        /// The only texts that may be there.
        var stages: Set<[UInt8]>?
    }

    let target: Target
    private(set) var faults: [CellFault] = []
    /// The coarsest precision of an instant so far.
    private(set) var precision = TimePrecision.millisecond
    private var dictionary: TextDictionary?
    /// The texts are too many: from here on they are kept as spans.
    private var isDictionaryFull = false
    /// What the texts of `dictionary` mean as values of the type, by code, for columns with meanings.
    private var parsed: [ParsedValue?] = []
    /// By code of `dictionary`, for stages.
    private var isKnownStage: [Bool] = []
    private let fastTime = FastTime()

    private enum ParsedValue {
        case integer(Int64)
        case number(Double)
        case fault
    }

    /// - Parameter isID: Each text is likely to differ from all others: none is looked up.
    init(_ target: Target, isID: Bool = false) {
        self.target = target
        if target.type == .text ? !isID : !target.meanings.isEmpty {
            dictionary = TextDictionary(meanings: target.meanings)
        }
    }

    /// A column of one and the same value; `text` can be read, which was made sure of before the first row.
    func constant(_ text: [UInt8], count: Int) -> Column {
        if text.isEmpty { return .absent(target.type, count: count) }
        return switch target.type {
        case .text:
            .text(TextColumn(.dictionary(codes: Array(repeating: 1, count: count), values: constantTexts(text))))
        case .number: .numbers(Array(repeating: ValueParsing.number(text) ?? .nan, count: count))
        case .boolean: .booleans(Array(repeating: ValueParsing.boolean(text) ?? .isUnknown, count: count))
        case .date: .dates(Array(repeating: target.time?.date(text) ?? missing, count: count))
        case .instant:
            .instants(
                InstantColumn(
                    values: Array(repeating: target.time?.instant(text)?.value ?? missing, count: count),
                    precision: target.time?.instant(text)?.precision ?? .millisecond))
        }
    }

    private func constantTexts(_ text: [UInt8]) -> [[UInt8]] {
        if let dictionary, dictionary.values.count == 1 { _ = dictionary.code(ofText: text) }
        return dictionary?.values ?? [[], text]
    }

    /// The column of a block; what could not be read is missing in it, and in `faults`.
    func parse(_ field: Int, of block: RowBlock) -> Column {
        faults.removeAll(keepingCapacity: true)
        let column: Column =
            switch target.type {
            case .text: .text(text(field, block))
            case .number: .numbers(numbers(field, block))
            case .boolean: .booleans(booleans(field, block))
            case .date: .dates(dates(field, block))
            case .instant:
                .instants(InstantColumn(values: instants(field, block), precision: target.time?.precision ?? precision))
            }
        if target.isRequired {
            let unreadable = Set(faults.map(\.row))
            for row in column.missingRows() where !unreadable.contains(row) {
                faults.append(CellFault(row: row, kind: .valueRequired))
            }
        }
        return column
    }

    // MARK: Numbers, booleans, times

    private func numbers(_ field: Int, _ block: RowBlock) -> [Double] {
        if dictionary != nil {
            return mapped(field, block, .notANumber, missing: Double.nan) { text in
                ValueParsing.number(text).map { .number($0) }
            } value: {
                if case .number(let number) = $0 { number } else { .nan }
            }
        }
        return .filled(block.rowCount) { row in
            let cell = block[row, field]
            if cell.length == 0 { return .nan }
            if let number = block.shortNumber(cell) { return number }
            return ValueParsing.number(block.content(cell)) ?? fault(row, .notANumber, .nan)
        }
    }

    private func booleans(_ field: Int, _ block: RowBlock) -> [Truth] {
        if dictionary != nil {
            return mapped(field, block, .notABoolean, missing: Truth.isUnknown) { text in
                ValueParsing.boolean(text).map { .integer(Int64($0)) }
            } value: {
                if case .integer(let truth) = $0 { Truth(truth) } else { .isUnknown }
            }
        }
        return .filled(block.rowCount) { row in
            let cell = block[row, field]
            if cell.length == 0 { return .isUnknown }
            return block.boolean(cell) ?? fault(row, .notABoolean, .isUnknown)
        }
    }

    private func dates(_ field: Int, _ block: RowBlock) -> [Int64] {
        guard let reading = target.time else { return .filled(block.rowCount) { _ in missing } }
        if dictionary != nil {
            return mapped(field, block, .notADate, missing: missing) { text in
                reading.date(text).map { .integer($0) }
            } value: {
                if case .integer(let day) = $0 { day } else { missing }
            }
        }
        let isFast = reading.format == .yearMonthDay
        let fastTime = fastTime
        return .filled(block.rowCount) { row in
            let cell = block[row, field]
            if cell.length == 0 { return missing }
            if isFast {
                let day = fastTime.date(cell, in: block)
                if day != FastTime.undecided { return day }
            }
            return reading.date(block.content(cell)) ?? fault(row, .notADate, missing)
        }
    }

    private func instants(_ field: Int, _ block: RowBlock) -> [Int64] {
        guard let reading = target.time else { return .filled(block.rowCount) { _ in missing } }
        if dictionary != nil {
            return mapped(field, block, .notAnInstant, missing: missing) { text in
                reading.instant(text).map { value, precision in
                    self.precision = max(self.precision, precision)
                    return .integer(value)
                }
            } value: {
                if case .integer(let instant) = $0 { instant } else { missing }
            }
        }
        let fast = fastTime
        let isISO = reading.format == .yearMonthDay
        // A local copy: a property would be looked at for exclusive access in each row.
        var coarsest = precision
        defer { precision = max(precision, coarsest) }
        if isISO, reading.hasTime, reading.hasOffset, reading.zone == nil {
            var found = fast.instants(block.cells(field), of: block)
            if found.hasSeconds, coarsest < .second { coarsest = .second }
            if found.undecided == 0 { return found.values }
            for row in found.values.indices where found.values[row] == FastTime.undecided {
                let cell = block[row, field]
                found.values[row] = cell.length == 0 ? missing : slowInstant(row, cell, block, reading)
            }
            return found.values
        }
        guard isISO, !reading.hasOffset, let zone = reading.zone else {
            return .filled(block.rowCount) { row in
                let cell = block[row, field]
                return cell.length == 0 ? missing : slowInstant(row, cell, block, reading)
            }
        }
        return .filled(block.rowCount) { row in
            let cell = block[row, field]
            if cell.length == 0 { return missing }
            if reading.hasTime, cell.length == 19 {
                let local = fast.local(cell, in: block)
                if local == FastTime.undecided { return slowInstant(row, cell, block, reading) }
                if coarsest < .second { coarsest = .second }
                return zone.instant(ofLocal: local)
            }
            if !reading.hasTime {
                let day = fast.date(cell, in: block)
                if day == FastTime.undecided { return slowInstant(row, cell, block, reading) }
                coarsest = .day
                return zone.startOfDay(Int(day))
            }
            return slowInstant(row, cell, block, reading)
        }
    }

    private func slowInstant(_ row: Int, _ cell: RowBlock.Cell, _ block: RowBlock, _ reading: TimeReading) -> Int64 {
        guard let (value, precision) = reading.instant(block.content(cell)) else {
            return fault(row, .notAnInstant, missing)
        }
        self.precision = max(self.precision, precision)
        return value
    }

    private func fault<Value>(_ row: Int, _ kind: CellFaultKind, _ value: Value) -> Value {
        faults.append(CellFault(row: row, kind: kind))
        return value
    }

    /// Values of a column whose texts have meanings of their own: each distinct text is parsed once.
    private func mapped<Value>(
        _ field: Int, _ block: RowBlock, _ kind: CellFaultKind, missing: Value, parse: ([UInt8]) -> ParsedValue?,
        value: (ParsedValue) -> Value
    ) -> [Value] {
        .filled(block.rowCount) { row in
            let cell = block[row, field]
            let result: ParsedValue
            if let code = dictionary?.code(adding: cell, in: block) {
                if code == 0 { return missing }
                if code == TextDictionary.invalid { return fault(row, kind, missing) }
                if let known = parsedValue(code) {
                    result = known
                } else {
                    result = dictionary.flatMap { parse($0.values[Int(code)]) } ?? .fault
                    remember(result, code)
                }
            } else {
                // More texts than a dictionary takes: look each one up.
                let text = block.content(cell)
                guard let meaning = target.meanings[text] ?? text else { return missing }
                if meaning.isEmpty { return missing }
                result = parse(meaning) ?? .fault
            }
            if case .fault = result { return fault(row, kind, missing) }
            return value(result)
        }
    }

    private func parsedValue(_ code: UInt32) -> ParsedValue? { code < parsed.count ? parsed[Int(code)] : nil }

    private func remember(_ value: ParsedValue, _ code: UInt32) {
        while parsed.count <= code { parsed.append(nil) }
        parsed[Int(code)] = value
    }
}

// MARK: Text

extension ColumnParser {
    private func text(_ field: Int, _ block: RowBlock) -> TextColumn {
        if let dictionary, !isDictionaryFull {
            let faultCount = faults.count
            if let codes = codes(field, block, dictionary) {
                return TextColumn(.dictionary(codes: codes, values: dictionary.values))
            }
            isDictionaryFull = true
            faults.removeSubrange(faultCount...)
        }
        if target.isPresence, target.meanings.isEmpty, let dictionary { return presences(field, block, dictionary) }
        return spans(field, block)
    }

    /// One and the same text for all but those that stand for no value, which are counted.
    private func presences(_ field: Int, _ block: RowBlock, _ dictionary: TextDictionary) -> TextColumn {
        let cells = block.cells(field)
        let mayBeIllFormed = block.hasNonASCII || block.hasNUL
        let present = dictionary.code(ofText: ColumnParser.presentText)
        let codes = [UInt32].filled(block.rowCount) { row in
            let cell = cells[row]
            if cell.length == 0 { return 0 }
            if mayBeIllFormed, !block.isText(cell) { return fault(row, .notText, 0) }
            if cell.length > TextSpan.longest { return fault(row, .tooLong, 0) }
            guard cell.length <= Placeholders.longest, Placeholders.mayBegin(with: block.byte(cell.start)) else {
                return present
            }
            let text = block.content(cell)
            return Placeholders.contains(text[...]) ? dictionary.code(ofText: text) : present
        }
        return TextColumn(.dictionary(codes: codes, values: dictionary.values))
    }

    static let presentText: [UInt8] = Array("…".utf8)

    /// Nil where there are more texts than a dictionary takes.
    private func codes(_ field: Int, _ block: RowBlock, _ dictionary: TextDictionary) -> [UInt32]? {
        guard var result = dictionary.codes(of: field, in: block) else { return nil }
        if dictionary.hasInvalid {
            for row in result.indices where result[row] == TextDictionary.invalid {
                result[row] = fault(row, .notText, 0)
            }
        }
        if let stages = target.stages {
            for code in isKnownStage.count..<dictionary.values.count {
                isKnownStage.append(code == 0 || stages.contains(dictionary.values[code]))
            }
            if isKnownStage.contains(false) {
                for row in result.indices where !isKnownStage[Int(result[row])] {
                    _ = fault(row, .unknownStage, 0)
                }
            }
        }
        return result
    }

    /// Texts side by side in an arena.
    ///
    /// Cost: 4 ns a text; sixteen bytes are copied at a time, up to fifteen more than there are, which the next text covers.
    private func spans(_ field: Int, _ block: RowBlock) -> TextColumn {
        guard target.meanings.isEmpty, target.stages == nil else { return meantSpans(field, block) }
        let mayBeIllFormed = block.hasNonASCII || block.hasNUL
        let cells = block.cells(field)
        var spans: [TextSpan] = []
        let arena = block.arena(of: field) { append in
            spans = .filled(block.rowCount) { row in
                let cell = cells[row]
                if cell.length == 0 { return .none }
                if mayBeIllFormed, !block.isText(cell) { return fault(row, .notText, .none) }
                if cell.length > TextSpan.longest { return fault(row, .tooLong, .none) }
                return append(cell)
            }
        }
        return TextColumn(.spans(spans, arena: arena))
    }

    /// The plain way, for blocks in which some cell is more than its bytes.
    private func meantSpans(_ field: Int, _ block: RowBlock) -> TextColumn {
        var arena: [UInt8] = []
        let spans = [TextSpan].filled(block.rowCount) { row in
            let cell = block[row, field]
            guard block.isText(cell) else { return fault(row, .notText, .none) }
            let text = block.content(cell)
            guard let meaning = target.meanings[text] ?? text, !meaning.isEmpty else { return .none }
            guard meaning.count <= TextSpan.longest else { return fault(row, .tooLong, .none) }
            if let stages = target.stages, !stages.contains(meaning) { return fault(row, .unknownStage, .none) }
            defer { arena.append(contentsOf: meaning) }
            return TextSpan(start: arena.count, length: meaning.count)
        }
        return TextColumn(.spans(spans, arena: arena))
    }
}

extension RowBlock {
    /// The texts of one field that `body` appends, one after the other.
    @inline(__always)
    fileprivate func arena(of field: Int, _ body: ((Cell) -> TextSpan) -> Void) -> [UInt8] {
        var capacity = 16
        let cells = cells(field)
        for row in 0..<rowCount { capacity &+= cells[row].length }
        return unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initialized in
            guard let base = buffer.baseAddress else { return }
            var written = 0
            body { cell in
                let start = written
                if hasDoubledQuotes(cell) {
                    let text = content(cell)
                    for byte in text {
                        unsafe (base + written).initialize(to: byte)
                        written &+= 1
                    }
                    return TextSpan(start: start, length: text.count)
                }
                let target = unsafe UnsafeMutableRawPointer(base + start)
                var done = 0
                while done < cell.length {
                    unsafe (target + done).storeBytes(of: word(cell.start &+ done), as: UInt64.self)
                    unsafe (target + done + 8).storeBytes(of: word(cell.start &+ done &+ 8), as: UInt64.self)
                    done &+= 16
                }
                written &+= cell.length
                return TextSpan(start: start, length: cell.length)
            }
            initialized = written
        }
    }
}

extension Column {
    /// The rows without a value.
    fileprivate func missingRows() -> [Int] {
        func rows<Value>(_ values: [Value], _ isMissing: (Value) -> Bool) -> [Int] {
            var rows: [Int] = []
            for row in values.indices where isMissing(values[row]) { rows.append(row) }
            return rows
        }
        return switch self {
        case .booleans(let values): rows(values) { $0 == .isUnknown }
        case .numbers(let values): rows(values) { $0.isNaN }
        case .dates(let values): rows(values) { $0 == missing }
        case .instants(let column): rows(column.values) { $0 == missing }
        case .text(let column):
            switch column.storage {
            case .dictionary(let codes, _): rows(codes) { $0 == 0 }
            case .spans(let spans, _): rows(spans) { $0.isMissing }
            }
        }
    }
}
