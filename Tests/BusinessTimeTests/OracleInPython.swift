import BusinessTime
import Foundation
import Testing

/// Every answer against a plain program in Python that shares nothing with this one but the system's time zone data.
///
/// Half of the cases each on two cores: the oracle takes longer than what it judges. `LEADPACT_FULL=1` tries five times as many
/// others; `LEADPACT_SEED` repeats those of a seed, which a failure names.
@Suite(.enabled(if: Python.isThere, "python3 or the system's time zone data is not there"))
struct OracleInPython {
    static let isFull = ProcessInfo.processInfo.environment["LEADPACT_FULL"] == "1"
    static let seeds: [UInt32] = {
        if let seed = ProcessInfo.processInfo.environment["LEADPACT_SEED"].flatMap({ UInt32($0) }) { return [seed] }
        return isFull ? (0..<2).map { _ in UInt32.random(in: 1...999_999) } : [20_260_701, 20_260_702]
    }()

    @Test(arguments: OracleInPython.seeds)
    func randomClocksAgree(seed: UInt32) throws {
        let count = OracleInPython.isFull ? 500_000 : 100_000
        print("\(count) random clocks from seed \(seed)")
        var calendar = BusinessCalendar.always
        var timetable = Timetable(calendar, from: 0, to: 0)
        var asked = 0
        var answered = 0
        var calendars = 0
        var zones: [String: Zone] = [:]
        var wrong = 0
        try Python.run("clocks.py", ["cases", "\(seed)", "\(count)"]) { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            if fields[0] == "C" {
                calendar = try readCalendar(fields, &zones)
                asked = 0
                calendars += 1
                return
            }
            let question = try Question(fields)
            // One table in thirty starts after some questions and ends soon, so that both sides of it are tried.
            if asked == 0 {
                let day = calendar.zone.day(of: question.start)
                let isShort = calendars % 30 == 0
                timetable = Timetable(calendar, from: day - (isShort ? 2 : 30), to: day + (isShort ? 30 : 450))
            }
            asked += 1
            answered += 1
            let answer = question.answer(timetable)
            if answer != question.answer, wrong < 10 {
                wrong += 1
                Issue.record("seed \(seed): \(line) on \(calendar.zone.identifier): \(answer), not \(question.answer)")
            }
        }
        #expect(answered == count)
        #expect(zones.count >= 20)
    }

    /// Every night of the years 2000 to 2035, and the rarest rules there are.
    @Test(
        arguments: [
            ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Casablanca"],
            ["Europe/Dublin", "America/St_Johns", "America/Sao_Paulo", "Asia/Gaza"],
        ])
    func nightsOfAClockChangeAgreeMinuteByMinute(zones: [String]) throws {
        var zone = Zone.utc
        var read: [String: Zone] = [:]
        var calendar = BusinessCalendar.always
        var nights = 0
        var wrong = 0
        try Python.run("clocks.py", ["nights", "\(OracleInPython.seeds[0])", "2000", "2035"] + zones) { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            if fields[0] == "C" {
                calendar = try readCalendar(fields, &read)
                zone = calendar.zone
                return
            }
            let numbers = fields[1...3].compactMap { Int64($0) }
            try #require(numbers.count == 3)
            let (change, wall, start) = (numbers[0], numbers[1], numbers[2])
            nights += 1
            let today = zone.day(of: change)
            let timetable = Timetable(calendar, from: today - nights % 4, to: today + 2)
            let answers = fields[4].split(separator: " ")
            #expect(answers.count == 721)
            for (minute, answer) in zip(Int64(-360)..., answers) {
                let time = change + minute * 60_000
                let clock = wall + minute * 60_000
                let shown = zone.local(of: time) - time
                let meant = zone.instant(ofLocal: clock) - time
                let found = "\(shown),\(meant),\(timetable.openTime(from: start, to: time))"
                if found != answer, wrong < 10 {
                    wrong += 1
                    Issue.record("\(zone.identifier), \(CivilDate.format(instant: time)): \(found), not \(answer)")
                }
            }
        }
        print("\(nights) nights on which a clock changed, minute by minute, in \(zones.joined(separator: ", "))")
        #expect(nights > 200)
    }

    private func readCalendar(_ fields: [Substring], _ zones: inout [String: Zone]) throws -> BusinessCalendar {
        let name = String(fields[1])
        let zone = try zones[name] ?? Zone(identifier: name)
        zones[name] = zone
        let hours = fields[2].split(separator: "|", omittingEmptySubsequences: false).map(windows)
        var exceptions: [Int: BusinessCalendar.DayException] = [:]
        for part in fields[3].split(separator: ";") {
            let pair = part.split(separator: ":", omittingEmptySubsequences: false)
            exceptions[try #require(Int(pair[0]))] = .init(windows: windows(pair[1]))
        }
        return BusinessCalendar(name: "random", zone: zone, hours: hours, exceptions: exceptions)
    }

    private func windows(_ text: Substring) -> [Window] {
        text.split(separator: ",").map { part in
            let ends = part.split(separator: "-").compactMap { Int($0) }
            return Window(start: ends[0], end: ends[1])
        }
    }
}

/// A line of the oracle: what it asked itself, and what it found.
private struct Question {
    struct Answer: Equatable {
        var due: Int64?
        var used: Int64
        var isInTime: Bool
        var share: Int64?
        var openTime: Int64
        var back: Int64?
    }
    var start: Int64
    var target: Target
    var pauses: [Range<Int64>]
    var end: Int64
    var percent: Double
    var answer: Answer

    init(_ fields: [Substring]) throws {
        start = try #require(Int64(fields[1]))
        target = try Target.parse(String(fields[2]))
        pauses = try fields[3].split(separator: ",").map { part in
            let ends = part.split(separator: ":").compactMap { Int64($0) }
            try #require(ends.count == 2)
            return ends[0]..<ends[1]
        }
        end = try #require(Int64(fields[5]))
        percent = try #require(Double(fields[8]))
        answer = Answer(
            due: Int64(fields[4]), used: try #require(Int64(fields[6])), isInTime: fields[7] == "1",
            share: Int64(fields[9]), openTime: try #require(Int64(fields[10])), back: Int64(fields[11]))
    }

    func answer(_ timetable: Timetable) -> Answer {
        let isAmount =
            switch target {
            case .elapsed, .businessTime: true
            case .months, .businessDays, .closeOfBusiness: false
            }
        return Answer(
            due: timetable.due(of: target, from: start, pauses: pauses),
            used: timetable.used(by: target, from: start, to: end, pauses: pauses),
            isInTime: timetable.isInTime(target, from: start, to: end, pauses: pauses),
            share: timetable.instant(ofShare: percent / 100, of: target, from: start, pauses: pauses),
            openTime: timetable.openTime(from: min(start, end), to: max(start, end)),
            back: isAmount ? timetable.instant(target, before: start, pauses: pauses) : nil)
    }
}

/// The system's Python, with the system's time zone data.
enum Python {
    static let path: String? = {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        return folders.map { "\($0)/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// One that has libraries of holidays and working hours: `make test` names it.
    static let withLibraries: String? =
        ProcessInfo.processInfo.environment["LEADPACT_CALENDARS"].flatMap { $0.isEmpty ? nil : $0 } ?? path

    static let isThere = path != nil && !Zone.identifiers().isEmpty

    /// Whether a library is installed.
    static func has(_ library: String) -> Bool {
        guard let path = withLibraries else { return false }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = ["-c", "import \(library)"]
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    /// Runs a script of `Oracle/` and hands over its lines.
    static func run(
        _ script: String, _ arguments: [String], with python: String? = path, line: (String) throws -> Void
    ) throws {
        let process = Process()
        process.executableURL = URL(filePath: try #require(python))
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Oracle")
        process.arguments = [folder.appending(path: script).path()] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["PYTHONTZPATH": Zone.systemDirectory, "PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var rest: [UInt8] = []
        while true {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            rest += data
            guard let end = rest.lastIndex(of: 0x0A) else { continue }
            for part in rest[..<end].split(separator: 0x0A) { try line(String(decoding: part, as: UTF8.self)) }
            rest.removeSubrange(...end)
        }
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(rest.isEmpty)
    }
}
