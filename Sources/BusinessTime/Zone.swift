import Findings

/// A time zone of the IANA database: its offset from UTC at every instant.
///
/// Read from the system's compiled data (RFC 8536), never from a table of our own, so that a zone's new rule arrives
/// with the system's updates. ``dataVersion(directory:)`` says which data that is.
public struct Zone: Sendable {
    /// As in `America/New_York`.
    public let identifier: String
    /// Every change that the data lists, and those that its rule gives until ``lastTabulatedYear``.
    private let table: OffsetTable
    /// For the years after the table; nil where nothing changes any more.
    private let rule: ZoneRule?

    /// Where Debian, Fedora, Alpine and macOS keep the database.
    public static let systemDirectory = "/usr/share/zoneinfo"

    /// UTC; needs no database.
    public static let utc = Zone(identifier: "UTC", table: OffsetTable(first: 0, changes: []), rule: nil)

    init(identifier: String, table: OffsetTable, rule: ZoneRule?) {
        self.identifier = identifier
        self.table = table
        self.rule = rule?.saving == nil ? nil : rule
    }
}

extension Zone: Hashable {
    /// Zones are equal when name and data are; two names of one zone are not.
    public static func == (a: Zone, b: Zone) -> Bool {
        a.identifier == b.identifier && a.table == b.table && a.rule == b.rule
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(identifier) }
}

// MARK: Local time

extension Zone {
    /// Seconds east of UTC at an instant (milliseconds since 1970 UTC).
    ///
    /// - Complexity: O(log *n*) in the zone's changes; slower after ``lastTabulatedYear``.
    public func offset(at instant: Int64) -> Int {
        instant < Zone.afterTable ? table.offset(at: instant) : laterTable(around: instant).offset(at: instant)
    }

    /// What the local clock shows, in milliseconds since 1970-01-01 00:00 on that clock.
    public func local(of instant: Int64) -> Int64 {
        instant &+ Int64(offset(at: instant)) &* 1000
    }

    /// The instant at which the local clock shows `local`, resolved as RFC 5545 (3.3.5) says: a time that occurs twice is
    /// the first of them, and one that is skipped is counted on with the offset before the gap (02:30 becomes 03:30).
    ///
    /// - Parameter local: Milliseconds since 1970-01-01 00:00 on the local clock.
    public func instant(ofLocal local: Int64) -> Int64 {
        local < Zone.afterTable ? table.instant(ofLocal: local) : laterTable(around: local).instant(ofLocal: local)
    }

    /// The local date, in days since 1970-01-01.
    public func day(of instant: Int64) -> Int {
        Int(floorDivision(local(of: instant), by: CivilDate.dayLength))
    }

    /// The first instant of a local day: midnight or, where a clock change skips it, the moment of the change.
    ///
    /// A day that the zone skips whole (Samoa's 2011-12-30) starts when the next one does.
    public func startOfDay(_ day: Int) -> Int64 {
        let local = Int64(day) * CivilDate.dayLength
        return local < Zone.afterTable
            ? table.firstInstant(ofLocal: local) : laterTable(around: local).firstInstant(ofLocal: local)
    }

    /// Whether the local calendar has this day; Samoa's had no 2011-12-30.
    public func hasDay(_ day: Int) -> Bool {
        let midnight = Int64(day) * CivilDate.dayLength
        return self.day(of: instant(ofLocal: midnight)) == day
            || self.day(of: instant(ofLocal: midnight + CivilDate.dayLength - 1)) == day
    }
}

// MARK: The years to come

extension Zone {
    /// The last year whose clock changes stand in the table; later ones are worked out anew for each question.
    static let lastTabulatedYear = 2100
    static let afterTable =
        Int64(CivilDate.day(year: lastTabulatedYear + 1, month: 1, day: 1)) * CivilDate.dayLength

    /// A table that is right near `time`, be it an instant or a local time, after the one of the file.
    private func laterTable(around time: Int64) -> OffsetTable {
        guard let rule else { return table }
        // After the year 9999 nothing is asked in earnest, but nothing may overflow either.
        let year = CivilDate.date(of: min(Int(time / CivilDate.dayLength), CivilDate.days.upperBound)).year
        let changes = (year - 2...year + 1).flatMap { rule.changes(year: $0) }
        // The rule has two offsets, so the one before a change is that of the change after it.
        return OffsetTable(
            first: changes[1].offset, changes: changes.lazy.map { (at: $0.at * 1000, offset: $0.offset) })
    }
}

// MARK: The database

extension Zone {
    /// The version of the database, `2025b`; nil where its `tzdata.zi` is absent.
    public static func dataVersion(directory: String = systemDirectory) -> String? {
        guard let bytes = try? SystemFiles.read("\(directory)/tzdata.zi", limit: 4 << 20) else { return nil }
        let prefix = Array("# version ".utf8)
        guard bytes.starts(with: prefix) else { return nil }
        let version = bytes[prefix.count...].prefix { $0 > 0x20 && $0 < 0x7F }
        return version.isEmpty ? nil : String(decoding: version, as: UTF8.self)
    }

    /// The names of all zones, sorted; empty where there is no database. For hints: it reads the directories anew.
    public static func identifiers(directory: String = systemDirectory) -> [String] {
        var found: [String] = []
        collect(in: directory, prefix: "", depth: 0, into: &found)
        return found.sorted()
    }

    /// The zone that a name which is none may mean: `Europe/Berlin` for `Berlin` and for `Europe/Berln`.
    ///
    /// Nothing is near to an abbreviation or an offset: `BST` is a letter away from `EST`, and `GMT+1` from `Etc/GMT+1`, which
    /// lies west of Greenwich. Whoever followed such a hint would judge by false hours without a word.
    public static func likeliest(_ name: String, directory: String = systemDirectory) -> String? {
        let names = identifiers(directory: directory).filter {
            $0 == "UTC" || $0.contains("/") && !$0.hasPrefix("Etc/")
        }
        let city = name.split(separator: " ").joined(separator: "_").lowercased()
        let ofCity = names.first { $0.lowercased().hasSuffix("/" + city) }
        return ofCity ?? nearest(to: name, among: names)
    }

    private static func collect(in directory: String, prefix: String, depth: Int, into found: inout [String]) {
        // Zones are three levels deep (America/Indiana/Knox); `posix` and `right` hold them all once more.
        for name in SystemFiles.names(in: directory) where depth < 3 && isArea(name) {
            let path = "\(directory)/\(name)"
            if SystemFiles.isDirectory(path) {
                collect(in: path, prefix: "\(prefix)\(name)/", depth: depth + 1, into: &found)
            } else {
                found.append(prefix + name)
            }
        }
    }

    /// Areas and zones start with a capital letter, the database's other files do not or have an extension.
    private static func isArea(_ name: String) -> Bool {
        (name.utf8.first.map { (0x41...0x5A).contains($0) } ?? false) && !name.contains(".")
    }
}
