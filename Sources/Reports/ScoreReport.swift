import BusinessTime
import Compliance

/// How the score of a lead comes about, for a person.
public struct ScoreReport: Sendable {
    private let account: ScoreAccount
    private let zone: Zone
    private let style: Style

    public init(_ account: ScoreAccount, zone: Zone, style: Style) {
        self.account = account
        self.zone = zone
        self.style = style
    }

    public func write(to out: consuming ByteWriter) {
        let exported = account.exported.map { $0 == account.total ? "" : ", the export says \(plain($0))" } ?? ""
        out.write("\(style.strong("The score of \(account.lead.onOneLine)")): \(points(account.total))\(exported)\n")
        var table = TextTable(indentation: 2)
        for line in account.lines {
            table.addRow([
                .init(signed(line.points)), .init(line.text.onOneLine),
                .init(line.remark?.onOneLine ?? "", style.faint),
            ])
        }
        table.write(to: &out)
        if let handoff = account.handoff {
            let limit = account.threshold.map { ", \(plain($0)) agreed" } ?? ""
            let at = LocalTime(zone: zone).instant(handoff.at)
            out.write("  When it was handed over, \(at): \(points(handoff.total))\(limit)\n")
        }
        out.flush()
    }

    private func points(_ number: Double) -> String { "\(plain(number)) \(number == 1 ? "point" : "points")" }

    private func signed(_ number: Double) -> String { number < 0 ? "−\(plain(-number))" : "+\(plain(number))" }

    /// At most two decimals: a score that fades has many.
    private func plain(_ number: Double) -> String {
        let hundredths = (number * 100).rounded()
        guard hundredths.magnitude < 1e15 else { return String(number) }
        let whole = hundredths / 100
        return whole == whole.rounded() ? String(Int64(whole)) : String(whole)
    }
}
