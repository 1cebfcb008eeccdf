import Agreements
import BusinessTime
import Findings
import Snapshots

/// Holds the hours at which a snapshot's activities happened against the opening hours of an agreement: where nearly all
/// lie outside, they are most likely read by the wrong clock.
public struct ClosedHours {
    /// By hour of the week, from Thursday 00:00 UTC: whether some calendar is open, in summer or in winter.
    private let isOpen: [Bool]
    private static let hour: Int64 = 3_600_000
    /// Fewer activities prove nothing.
    private static let fewest = 30
    /// As far as clocks are apart.
    private static let shifts = (-14...14).sorted { abs($0) < abs($1) }

    /// - Parameter asOf: Milliseconds since 1970 UTC; the weeks looked at are its own and the one half a year before.
    public init(_ agreements: [Agreement], asOf: Int64) {
        let calendars = agreements.flatMap(\.calendars).map {
            BusinessCalendar(name: $0.name, zone: $0.zone, hours: $0.hours)
        }
        let week = 168 * ClosedHours.hour
        let present = min(max(asOf, 0), 4_000_000_000_000) / week * week
        var open = [Bool](repeating: false, count: 168)
        for start in [present, max(0, present - 26 * week)] {
            let day = Int(start / (24 * ClosedHours.hour))
            for calendar in calendars {
                let timetable = Timetable(calendar, from: day - 2, to: day + 9)
                for index in open.indices where !open[index] {
                    let from = start + Int64(index) * ClosedHours.hour
                    open[index] = timetable.openTime(from: from, to: from + ClosedHours.hour) > 0
                }
            }
        }
        isOpen = open
    }

    /// Nil where the activities are plausible, or where there is nothing to hold them against.
    ///
    /// - Parameter touches: Activities by hour of the week, as ``DataReport/touchesByHour`` counts them.
    public func doubt(of touches: [Int]) -> DataReport.Group? {
        guard touches.count == 168, isOpen.contains(true), isOpen.contains(false) else { return nil }
        let all = touches.reduce(0, +)
        let outside = all - inside(touches, shiftedBy: 0)
        guard all >= ClosedHours.fewest, outside * 10 >= all * 9 else { return nil }
        let best = ClosedHours.shifts.max { inside(touches, shiftedBy: $0) < inside(touches, shiftedBy: $1) } ?? 0
        let share = inside(touches, shiftedBy: best) * 100 / all
        var summary = "activities outside the opening hours of every calendar"
        if share >= 60, best != 0 {
            let hours = abs(best) == 1 ? "1 hour" : "\(abs(best)) hours"
            summary +=
                " (read \(hours) \(best < 0 ? "earlier" : "later"), \(share) % of all would be within: is the time zone wrong?)"
        }
        return DataReport.Group(
            code: .closedHours, table: "activities", column: "at", summary: summary, count: outside, first: [])
    }

    private func inside(_ touches: [Int], shiftedBy hours: Int) -> Int {
        touches.indices.reduce(0) { $0 + (isOpen[($1 + hours + 168) % 168] ? touches[$1] : 0) }
    }
}
