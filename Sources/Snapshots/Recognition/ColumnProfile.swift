import BusinessTime
import Columns

/// What the values of one column look like: which forms of times fit them, and which texts occur.
struct ColumnProfile {
    /// Values that are not empty.
    private(set) var count = 0
    /// How many are times in each form.
    private(set) var fits: [TimeFormat: Int] = [:]
    private(set) var withTime = 0
    private(set) var withOffset = 0
    private(set) var first: String?
    /// Texts with how often they occur; nil where there are more than people choose from.
    private(set) var texts: [String: Int]? = [:]
    /// The latest day in the form that fits, in days since 1970-01-01.
    private(set) var latestDay: [TimeFormat: Int] = [:]

    private static let mostTexts = 64

    mutating func take(_ bytes: [UInt8], isTime: Bool) {
        if bytes.isEmpty { return }
        count += 1
        if first == nil { first = String(decoding: bytes, as: UTF8.self) }
        guard isTime else {
            if texts != nil {
                texts?[String(decoding: bytes, as: UTF8.self), default: 0] += 1
                if (texts?.count ?? 0) > ColumnProfile.mostTexts { texts = nil }
            }
            return
        }
        var isRead = false
        for format in TimeFormat.allCases {
            if format == .epochSeconds && bytes.count != 10 || format == .epochMilliseconds && bytes.count != 13 {
                continue
            }
            guard let time = TimeReader.read(bytes, as: format) else { continue }
            fits[format, default: 0] += 1
            latestDay[format] = max(latestDay[format] ?? .min, time.day)
            if !isRead {
                withTime += time.time == nil ? 0 : 1
                withOffset += time.offset == nil ? 0 : 1
            }
            isRead = true
        }
    }

    /// The forms that fit all values, or most of them where none fits all.
    var formats: [TimeFormat] {
        let best = fits.values.max() ?? 0
        guard best * 2 > count else { return [] }
        return TimeFormat.allCases.filter { fits[$0] == best }
    }

    /// The columns of a file, by position.
    ///
    /// - Parameters:
    ///   - wanted: The positions, and whether each is of times.
    ///   - selection: Only rows with this text in this column are looked at: all are counted.
    static func profiles(
        of file: ExportFile, _ wanted: [Int: Bool], where selection: (field: Int, text: [UInt8])? = nil
    ) throws(SnapshotError) -> (profiles: [Int: ColumnProfile], rows: Int) {
        for isCareful in [false, true] {
            do { return try read(file, wanted, selection, isCareful: isCareful) } catch {
                if case .snapshot(let failure) = error { throw failure }
            }
        }
        return ([:], 0)
    }

    private static func read(
        _ file: ExportFile, _ wanted: [Int: Bool], _ selection: (field: Int, text: [UInt8])?, isCareful: Bool
    ) throws(BlockFailure) -> (profiles: [Int: ColumnProfile], rows: Int) {
        let size = 1 << 18
        let reader = SharedBlocks(file.file, file.header, blockSize: size, isCareful: isCareful)
            .reader(of: file.header, blockSize: size)
        var profiles = wanted.mapValues { _ in ColumnProfile() }
        var rows = 0
        var isMore = true
        while isMore {
            isMore = try reader.next { block, _ in
                rows += block.rowCount
                let selected = (0..<block.rowCount).filter { row in
                    selection.map { block.content(block[row, $0.field]) == $0.text } ?? true
                }
                for (field, isTime) in wanted {
                    for row in selected {
                        profiles[field]?.take(block.content(block[row, field]), isTime: isTime)
                    }
                }
            }
        }
        return (profiles, rows)
    }
}

extension ColumnProfile {
    /// The first column with a value in every row and none twice, that holds neither times nor addresses.
    static func firstKey(of file: ExportFile) throws(SnapshotError) -> String? {
        for (position, name) in file.header.names.enumerated() {
            let (texts, rows) = try profiles(of: file, [position: false])
            let times = try profiles(of: file, [position: true]).profiles[position]
            guard let profile = texts[position], rows > 0, profile.count == rows, times?.formats.isEmpty ?? true,
                profile.first?.contains("@") == false
            else { continue }
            if try !hasDuplicates(of: file, position) { return name }
        }
        return nil
    }

    /// Whether a value of a column occurs twice.
    static func hasDuplicates(of file: ExportFile, _ field: Int) throws(SnapshotError) -> Bool {
        for isCareful in [false, true] {
            do { return try hasDuplicates(of: file, field, isCareful: isCareful) } catch {
                if case .snapshot(let failure) = error { throw failure }
            }
        }
        return false
    }

    private static func hasDuplicates(
        of file: ExportFile, _ field: Int, isCareful: Bool
    ) throws(BlockFailure) -> Bool {
        let size = 1 << 18
        let reader = SharedBlocks(file.file, file.header, blockSize: size, isCareful: isCareful)
            .reader(of: file.header, blockSize: size)
        var seen: Set<[UInt8]> = []
        var (isMore, isFound) = (true, false)
        while isMore, !isFound {
            isMore = try reader.next { block, _ in
                for row in 0..<block.rowCount where !isFound {
                    let text = block.content(block[row, field])
                    isFound = !text.isEmpty && !seen.insert(text).inserted
                }
            }
        }
        return isFound
    }
}
