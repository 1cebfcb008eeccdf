import Agreements
import BusinessTime
import Compliance
import Findings
import Snapshots

/// What `diff` has to say of two versions of an agreement.
public struct DiffReport: Sendable {
    public var old: Agreement
    public var new: Agreement
    public var diff: AgreementDiff
    /// Nil without a snapshot.
    public var backtest: Backtest?
    /// As the user wrote it.
    public var snapshotPath: String?
    /// The version of leadpact.
    public var version: String

    public init(old: Agreement, new: Agreement, version: String) {
        self.old = old
        self.new = new
        diff = AgreementDiff(from: old, to: new)
        self.version = version
    }

    /// `3 changes: 2 stricter for sales, 1 looser for marketing`.
    var summary: String {
        if diff.items.isEmpty { return "The two say the same" }
        let parties = (new.boundParties + old.boundParties).map(\.id)
        var seen: Set<String> = []
        let effects = parties.filter { seen.insert($0).inserted }.flatMap { party in
            [Strictness.stricter, .looser].compactMap { strictness in
                let count = diff.count(strictness, for: party)
                return count == 0 ? nil : "\(grouped(count)) \(strictness.rawValue) for \(party)"
            }
        }
        return ([counted(diff.count, "change", "changes")] + (effects.isEmpty ? [] : [effects.joined(separator: ", ")]))
            .joined(separator: ": ")
    }
}

// MARK: - Text

extension DiffReport {
    public func writeText(style: Style, to out: consuming ByteWriter) {
        out.write("\(summary).\n")
        out.write(style.faint("\(old.path) → \(new.path)".onOneLine) + "\n")
        if old.id != new.id {
            let ids = "these are two agreements, '\(old.id)' and '\(new.id)', and no versions of one".onOneLine
            out.write(style.warning(ids) + "\n")
        }
        for section in Provision.Section.allCases {
            let items = diff.items.filter { $0.section == section }
            if items.isEmpty { continue }
            out.write("\n\(style.strong(section.rawValue))\n")
            for item in items { write(item, style, to: &out) }
        }
        if let backtest { write(backtest, style, to: &out) }
        out.flush()
    }

    private func write(_ item: AgreementDiff.Item, _ style: Style, to out: inout ByteWriter) {
        switch item.kind {
        case .changed:
            for change in item.changes {
                let aspect = change.aspect.hasPrefix("target for ") ? String(change.aspect.dropFirst(7)) : change.aspect
                let name = [item.name, aspect].filter { !$0.isEmpty }.joined(separator: " ")
                let effect = effect(change.strictness, change.party, style)
                out.write("  \(name): \(change.words)".onOneLine + effect + "\n")
            }
        case .added, .removed:
            let what = item.kind == .added ? "new" : "removed"
            out.write("  \(item.name): \(what)".onOneLine + effect(item.strictness, item.party, style) + "\n")
            for change in item.changes {
                let words = change.new ?? change.old ?? ""
                if change.aspect.isEmpty, Self.tags.contains(words) { continue }
                let line = change.aspect.isEmpty ? words : "\(change.aspect): \(words)"
                out.write(style.faint("    \(line)".onOneLine) + "\n")
            }
        }
    }

    /// What an item is, where its section says so already.
    private static let tags: Set<String> = ["party", "calendar", "stage", "escalation", "waived"]

    private func effect(_ strictness: Strictness?, _ party: String?, _ style: Style) -> String {
        guard let strictness else { return "" }
        let words = " (\(strictness.rawValue)\(party.map { " for \($0)" } ?? ""))"
        return strictness == .stricter ? style.warning(words) : style.good(words)
    }

    // MARK: Back-test

    private static let shownOfARule = 10

    private func write(_ backtest: Backtest, _ style: Style, to out: inout ByteWriter) {
        let judgement = backtest.judgement
        let time = LocalTime(zone: new.zone)
        var frame = ["Back-test on \(snapshotPath ?? "")", judgement.period.name]
        frame.append("as of \(time.instant(judgement.snapshot.asOf)) (\(time.zone.identifier))")
        frame.append(counted(judgement.snapshot.leads.rowCount, "lead", "leads"))
        out.write("\n" + style.strong(frame.joined(separator: " · ").onOneLine) + "\n")
        out.write(style.faint("each version as if it had been in force all the time") + "\n")
        for refused in judgement.rules where refused.isRefused {
            let version = refused.agreement == 0 ? "old" : "new"
            out.write("  \(refused.rule.id) of the \(version) version is not judged: the data lacks what it needs\n")
        }
        var table = TextTable(indentation: 4)
        table.addRow(["", .init("then", isRight: true), .init("now", isRight: true)])
        for (title, rows) in [("party", backtest.byParty), ("rule", backtest.byRule), ("team", backtest.byTeam)]
        where !rows.isEmpty {
            table.addLine("  kept, by \(title)")
            for row in rows {
                table.addRow([
                    .init(row.name.onOneLine), .init(row.old.value.map(percentage) ?? "–", isRight: true),
                    .init(row.new.value.map(percentage) ?? "–", isRight: true),
                    .init("\(words(row.old)) → \(words(row.new))"),
                ])
            }
        }
        table.write(to: &out)
        writeFlips(backtest.flips, to: &out)
        writeReaches(backtest.reaches, to: &out)
    }

    private func words(_ share: Backtest.Attainment.Share) -> String {
        "\(grouped(share.met)) of \(grouped(share.judged))"
    }

    private func writeFlips(_ flips: [Backtest.Flip], to out: inout ByteWriter) {
        out.write("\n  \(counted(flips.count, "verdict comes", "verdicts come")) out otherwise\n")
        var groups: [(name: String, subjects: [String])] = []
        for flip in flips {
            let name = "\(flip.rule): \(flip.old ?? "not judged") → \(flip.new ?? "not judged")"
            if let index = groups.firstIndex(where: { $0.name == name }) {
                groups[index].subjects.append(flip.subject)
            } else {
                groups.append((name, [flip.subject]))
            }
        }
        for group in groups {
            let shown = group.subjects.prefix(Self.shownOfARule).joined(separator: ", ")
            let rest = group.subjects.count - Self.shownOfARule
            let more = rest > 0 ? " and \(grouped(rest)) more" : ""
            out.write("    \(group.name), \(grouped(group.subjects.count)): \(shown)\(more)".onOneLine + "\n")
        }
    }

    private func writeReaches(_ reaches: [Backtest.Reach], to out: inout ByteWriter) {
        guard !reaches.isEmpty else { return }
        out.write("\n  Targets of the new version that would have been met\n")
        var table = TextTable(indentation: 4)
        table.addRow(["", "agreed"] + Backtest.shares.map { .init("by \(percentage($0))", isRight: true) })
        for reach in reaches {
            table.addRow(
                [
                    .init((reach.rule + (reach.condition.map { " for \($0)" } ?? "")).onOneLine.shortened(to: 60)),
                    .init(reach.text),
                ] + reach.times.map { .init(words($0.time, of: reach), isRight: true) })
        }
        table.write(to: &out)
    }

    /// Rounded up to whole minutes, so that it is enough.
    private func words(_ time: Int64?, of reach: Backtest.Reach) -> String {
        guard let time else { return "too few done" }
        let minutes = (time + 59_999) / 60_000
        let business = reach.target.needsCalendar ? " open" : ""
        return Duration.words(minutes * 60_000, business: reach.target.needsCalendar) + business
    }
}

// MARK: - JSON

extension DiffReport {
    /// `leadpact_diff` is the version of the format.
    public func writeJSON(to out: consuming ByteWriter) {
        var json = JSONWriter(out)
        json.object { json in
            json.pair("leadpact_diff", 1)
            json.pair("leadpact", version)
            json.pair("summary", summary)
            for (name, agreement) in [("old", old), ("new", new)] {
                json.key(name)
                json.object(onOneLine: true) { object in
                    object.pair("path", agreement.path)
                    object.pair("agreement", agreement.id)
                    object.pair("digest", agreement.digest)
                }
            }
            json.key("changes")
            json.list { list in
                for item in diff.items { list.value(item) }
            }
            if let backtest {
                json.key("backtest")
                json.object { $0.pairs(of: backtest, snapshotPath) }
            }
        }
        json.finish()
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ item: AgreementDiff.Item) {
        object { object in
            object.pair("section", item.section.rawValue)
            object.pair("item", item.name)
            object.pair("change", item.kind.rawValue)
            object.pair("effect", item.strictness?.rawValue)
            object.pair("party", item.party)
            object.key("aspects")
            object.list { list in
                for change in item.changes {
                    list.object(onOneLine: true) { object in
                        object.pair("aspect", change.aspect)
                        object.pair("old", change.old)
                        object.pair("new", change.new)
                        object.pair("effect", change.strictness?.rawValue)
                        object.pair("party", change.party)
                    }
                }
            }
        }
    }

    fileprivate mutating func pairs(of backtest: Backtest, _ path: String?) {
        pair("snapshot", path)
        key("as_of")
        value(instant: backtest.judgement.snapshot.asOf)
        pair("period", backtest.judgement.period.name)
        for (name, rows) in [("parties", backtest.byParty), ("rules", backtest.byRule), ("teams", backtest.byTeam)] {
            key(name)
            list { list in
                for row in rows {
                    list.object(onOneLine: true) { object in
                        object.pair("name", row.name)
                        for (name, share) in [("old", row.old), ("new", row.new)] {
                            object.key(name)
                            object.object { object in
                                object.pair("met", share.met)
                                object.pair("judged", share.judged)
                                object.pair("attainment", share.value)
                            }
                        }
                    }
                }
            }
        }
        key("flips")
        list { list in
            for flip in backtest.flips {
                list.object(onOneLine: true) { object in
                    object.pair("rule", flip.rule)
                    object.pair("subject", flip.subject)
                    object.pair("old", flip.old)
                    object.pair("new", flip.new)
                }
            }
        }
        key("targets")
        list { list in
            for reach in backtest.reaches {
                list.object(onOneLine: true) { object in
                    object.pair("rule", reach.rule)
                    object.pair("when", reach.condition)
                    object.pair("agreed", reach.text)
                    object.pair("judged", reach.judged)
                    object.pair("business_time", reach.target.needsCalendar)
                    object.key("met_by")
                    object.list { list in
                        for (share, time) in reach.times {
                            list.object { object in
                                object.pair("share", share)
                                object.key("seconds")
                                if let time { object.value(secondsOf: time) } else { object.null() }
                            }
                        }
                    }
                }
            }
        }
    }
}
