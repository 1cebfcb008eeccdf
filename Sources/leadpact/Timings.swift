import Glibc

/// What each stage of a run cost, said on stderr at its end; for those who measure.
struct Timings {
    private var stages: [(name: String, wall: Double, work: Double)] = []
    private var wall = Timings.now(CLOCK_MONOTONIC)
    private var work = Timings.now(CLOCK_PROCESS_CPUTIME_ID)

    /// Ends a stage that began where the last one ended.
    mutating func end(_ name: String) {
        let (wallNow, workNow) = (Timings.now(CLOCK_MONOTONIC), Timings.now(CLOCK_PROCESS_CPUTIME_ID))
        stages.append((name, wallNow - wall, workNow - work))
        (wall, work) = (wallNow, workNow)
    }

    /// One line: wall and processor milliseconds of each stage, and the peak of memory.
    func show() {
        var usage = rusage()
        unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let all = stages.map { "\($0.name) \(Int($0.wall * 1000)) ms (\(Int($0.work * 1000)) ms of work)" }
        Leadpact.complain("\(all.joined(separator: ", ")); peak memory \(usage.ru_maxrss / 1024) MB")
    }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
