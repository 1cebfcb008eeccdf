import BusinessTime
import Foundation
import Testing

@Suite struct ZoneTests {
    // MARK: Local time

    /// Wall times that are skipped or repeated, as RFC 5545 resolves them.
    @Test(arguments: [
        ("America/Los_Angeles", "2014-03-09T02:30", "2014-03-09T10:30:00Z"),  // skipped
        ("America/Los_Angeles", "2014-11-02T01:30", "2014-11-02T08:30:00Z"),  // the first of two
        ("America/Los_Angeles", "2014-03-09T01:59", "2014-03-09T09:59:00Z"),
        ("America/Los_Angeles", "2014-03-09T02:00", "2014-03-09T10:00:00Z"),
        ("America/Los_Angeles", "2014-03-09T03:00", "2014-03-09T10:00:00Z"),
        ("America/Los_Angeles", "2014-11-02T00:59", "2014-11-02T07:59:00Z"),
        ("America/Los_Angeles", "2014-11-02T02:00", "2014-11-02T10:00:00Z"),
        ("Australia/Lord_Howe", "2019-10-06T02:15", "2019-10-05T15:45:00Z"),  // half an hour is skipped
        ("Australia/Lord_Howe", "2019-04-07T01:45", "2019-04-06T14:45:00Z"),  // and repeated
        ("America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00:00Z"),  // midnight is skipped
        ("Pacific/Apia", "2011-12-30T09:00", "2011-12-30T19:00:00Z"),  // the day is skipped
        ("Europe/Dublin", "2026-01-15T12:00", "2026-01-15T12:00:00Z"),  // winter is the saving, with a negative hour
        ("Europe/Dublin", "2026-07-15T12:00", "2026-07-15T11:00:00Z"),
        ("Africa/Casablanca", "2026-02-20T12:00", "2026-02-20T12:00:00Z"),  // Ramadan
        ("Africa/Casablanca", "2026-07-15T12:00", "2026-07-15T11:00:00Z"),
        ("America/Nuuk", "2050-03-26T23:30", "2050-03-27T01:30:00Z"),  // rule M3.5.0/-1: on Saturday at 23:00
        ("Asia/Gaza", "2095-10-29T01:30", "2095-10-28T22:30:00Z"),  // rule M10.4.4/50: fifty hours after Thursday
        ("America/New_York", "2150-07-01T12:00", "2150-07-01T16:00:00Z"),  // after the table
        ("America/New_York", "2150-01-01T12:00", "2150-01-01T17:00:00Z"),
        ("America/New_York", "9998-07-01T12:00", "9998-07-01T16:00:00Z"),
        ("Asia/Kathmandu", "1985-12-31T23:59", "1985-12-31T18:29:00Z"),
        ("Asia/Kathmandu", "1986-01-01T00:00", "1985-12-31T18:30:00Z"),  // skips to 00:15
        ("Europe/London", "1847-11-01T12:00", "1847-11-01T12:01:15Z"),  // local mean time
    ])
    func resolvesLocalTimes(identifier: String, local: String, utc: String) throws {
        let zone = try Zone(identifier: identifier)
        #expect(CivilDate.format(instant: instant(local, in: zone)) == utc)
    }

    @Test(arguments: [
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
        ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z"),
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"),  // the first of two midnights
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"), ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"),
        ("America/St_Johns", "2007-11-04", "2007-11-04T02:30:00Z"),
        ("Africa/Monrovia", "1972-01-07", "1972-01-07T00:44:30Z"),
        ("America/New_York", "2126-07-04", "2126-07-04T04:00:00Z"),
    ])
    func knowsWhenADayStarts(identifier: String, date: String, utc: String) throws {
        let zone = try Zone(identifier: identifier)
        let start = zone.startOfDay(day(date))
        #expect(CivilDate.format(instant: start) == utc)
        #expect(zone.day(of: start) >= day(date))
        #expect(zone.day(of: start - 1) < day(date))
    }

    @Test(arguments: [
        ("Pacific/Apia", "2011-12-30", false), ("Pacific/Apia", "2011-12-29", true),
        ("Pacific/Fakaofo", "2011-12-30", false), ("Pacific/Kwajalein", "1993-08-21", false),
        ("America/Sao_Paulo", "2018-11-04", true), ("Europe/London", "2026-03-29", true),
    ])
    func knowsTheDaysThatAZoneSkips(identifier: String, date: String, isThere: Bool) throws {
        #expect(try Zone(identifier: identifier).hasDay(day(date)) == isThere)
    }

    /// Of a repeated time the first occurrence comes back; nothing else differs, also where the table ends in 2101.
    @Test(arguments: ["Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "Antarctica/Troll"])
    func localTimeAndInstantInvertEachOther(identifier: String) throws {
        let zone = try Zone(identifier: identifier)
        var (asked, backwards, wrong) = (0, 0, 0)
        for instant in stride(
            from: instant("1969-12-31T00:00:00Z"), to: instant("2130-01-01T00:00:00Z"), by: 172_910_000)
        {
            let local = zone.local(of: instant)
            let found = zone.instant(ofLocal: local)
            asked += 1
            if found != instant { backwards += 1 }
            if found > instant || zone.local(of: found) != local { wrong += 1 }
        }
        #expect(wrong == 0)
        #expect(asked > 25_000)
        #expect((1...60).contains(backwards))
    }

    @Test func extremeInstantsDoNotTrap() throws {
        let zone = try Zone(identifier: "Europe/Dublin")
        for instant in [Int64.min, .min + 1, -1 << 60, 1 << 60, .max - 1, .max] {
            _ = (
                zone.offset(at: instant), zone.local(of: instant), zone.instant(ofLocal: instant), zone.day(of: instant)
            )
        }
    }

    // MARK: The database

    @Test(arguments: [
        "", "/etc/passwd", "../../etc/passwd", "Europe/../Europe/London", "Europe//London", "Europe/London/", "Zürich",
        "America/New York", "+01:00", "a/b/c/d", "posix/Europe/London", "right/Europe/London", "localtime",
        "posixrules",
        "Europe/London\u{0}", "-05", String(repeating: "A", count: 65),
    ])
    func refusesWhatIsNoName(identifier: String) {
        #expect(throws: ZoneError.invalidIdentifier(identifier)) { try Zone(identifier: identifier) }
    }

    @Test(arguments: ["Europe/Londn", "Europe", "europe/london", "zone1970", "leapseconds", "Europe/London/City"])
    func saysThatANameIsUnknown(identifier: String) {
        #expect(throws: ZoneError.unknown(identifier: identifier)) { try Zone(identifier: identifier) }
    }

    @Test func saysThatThereIsNoDatabase() throws {
        let error = #expect(throws: ZoneError.self) { try Zone(identifier: "Europe/London", directory: "/nowhere") }
        #expect(error == .noDatabase(directory: "/nowhere"))
        #expect(error?.message == "there is no time zone database in /nowhere")
        #expect(error?.notes.first?.contains("apt-get install tzdata") == true)
        #expect(try Zone(identifier: "UTC", directory: "/nowhere") == .utc)
        #expect(Zone.identifiers(directory: "/nowhere").isEmpty)
        #expect(Zone.dataVersion(directory: "/nowhere") == nil)
    }

    /// A hint is followed without a thought: no zone is near to an abbreviation or an offset.
    @Test(
        arguments: [
            ("Europe/Londn", "Europe/London"), ("berlin", "Europe/Berlin"), ("New York", "America/New_York"),
            ("utc", "UTC"),
            ("GMT+1", nil), ("BST", nil), ("CST", nil), ("UTC+1", nil), ("GMT-05", nil), ("IST", nil),
        ] as [(String, String?)])
    func namesTheLikeliestZone(name: String, zone: String?) {
        #expect(Zone.likeliest(name) == zone)
    }

    @Test func listsTheNamesOfZones() throws {
        let names = Zone.identifiers()
        #expect(names.count > 300)
        #expect(names == names.sorted())
        for name in ["UTC", "America/New_York", "America/Indiana/Knox", "Etc/GMT+5"] { #expect(names.contains(name)) }
        #expect(!names.contains { $0.hasPrefix("posix") || $0.hasPrefix("right") || $0.contains(".") })
        let version = try #require(Zone.dataVersion())
        #expect(version.hasPrefix("20"))
        for name in names { #expect(throws: Never.self) { try Zone(identifier: name) } }
    }

    @Test func zonesAreEqualByNameAndData() throws {
        #expect(try Zone(identifier: "Europe/London") == Zone(identifier: "Europe/London"))
        #expect(try Zone(identifier: "Europe/London") != Zone(identifier: "Europe/Jersey"))
        #expect(try Set([Zone(identifier: "UTC"), .utc]).count == 1)
    }

    // MARK: Damaged files

    /// Truncations and hundreds of changed bytes of a real file: an error or a zone, never a trap.
    @Test func damagedFilesAreRefusedOrRead() throws {
        let bytes = Array(try Data(contentsOf: URL(filePath: "\(Zone.systemDirectory)/Europe/Dublin")))
        let directory = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        func zone(_ bytes: some Collection<UInt8>) throws -> Zone {
            try Data(bytes).write(to: directory.appending(path: "Test"))
            return try Zone(identifier: "Test", directory: directory.path())
        }
        #expect(try zone(bytes).offset(at: 0) == 3600)
        for length in stride(from: 4, to: bytes.count, by: 29) {
            #expect(throws: ZoneError.self) { try zone(bytes[..<length]) }
        }
        #expect(throws: ZoneError.unknown(identifier: "Test")) { try zone([]) }
        var random = SplitMix64(seed: 7)
        for _ in 0..<400 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damaged[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let zone = try? zone(damaged) else { continue }
            _ = (zone.offset(at: 1_700_000_000_000), zone.instant(ofLocal: 9_000_000_000_000), zone.hasDay(20_000))
        }
    }

    /// What else may lie where a zone is sought.
    @Test(arguments: [
        ("TZif1", "version 1 has no 64-bit times"), ("TZif2", "it is cut short"),
    ])
    func saysWhatIsDamaged(start: String, why: String) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data(Array(start.utf8) + [UInt8](repeating: 0, count: 39)).write(to: directory.appending(path: "Test"))
        let path = "\(directory.path())/Test"
        #expect(throws: ZoneError.malformed(identifier: "Test", path: path, why: why)) {
            try Zone(identifier: "Test", directory: directory.path())
        }
    }
}
