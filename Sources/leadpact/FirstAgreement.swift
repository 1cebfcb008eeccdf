import Snapshots

/// An agreement that an export can be judged by as it is, for a first look.
struct FirstAgreement {
    private let proposal: Recognition.Proposal
    private let zone: String?

    init(_ proposal: Recognition.Proposal, zone: String?) {
        self.proposal = proposal
        self.zone = zone
    }

    private func has(_ table: String, _ column: String) -> Bool { proposal.columns[table]?.contains(column) == true }

    var text: String {
        var text = """
            # yaml-language-server: $schema=leadpact.schema.json
            # A first look at an export, by what it holds. Change stages, targets and rules to what you agreed.
            leadpact: 1
            agreement: first-look
            time_zone: \(zone ?? "UTC")

            # Take the marks away, and a target may be '4 business hours' or '1 business day'; put in your own hours and holidays.
            # calendars:
            #   office:
            #     time_zone: \(zone ?? "UTC")
            #     hours: { mon-fri: 09:00-17:00 }
            #     holidays: [01-01, easter-2, 12-25, { date: 2026-08-31, name: Bank holiday }]

            """
        let events = events
        if !proposal.stages.isEmpty || !events.isEmpty { text += "\ndefinitions:\n" }
        if !proposal.stages.isEmpty {
            text += "  stages:   # in the order of your funnel; those that end it are 'final: true'\n"
            for stage in proposal.stages {
                text += "    \(stage.name): {\(stage.step?.isFinal == true ? " final: true " : "")}\n"
            }
        }
        if !events.isEmpty { text += "  events:\n" + events.map { "    \($0)\n" }.joined() }
        text += "\nresponsibilities:\n"
        let rules = salesRules
        if !rules.isEmpty { text += "  sales:\n" + rules.joined(separator: "\n") + "\n" }
        text += """
              marketing:
                complete-leads:
                  says: Leads are handed over complete.
            \(handOver)      require: \(completeness)

            gate: { fail_on: [never] }   # nothing fails while you look; then: [critical, goal]

            """
        return text
    }

    // MARK: What the export can show

    /// When the clock of the first response starts: at the hand-over, where its date is known.
    private var start: (words: String, of: String)? {
        if let stage = proposal.stages.first(where: { $0.step == .mql && proposal.datedStages.contains($0.name) }) {
            return ("first enters \(stage.name)", "Every lead that is handed over")
        }
        return has("leads", "created_at") ? ("created", "Every lead") : nil
    }

    private var touch: String? {
        if has("leads", Recognition.firstTouch) { return "touch: { at: \(Recognition.firstTouch) }" }
        guard proposal.columns["activities"] != nil else { return nil }
        let condition = has("activities", "direction") ? ", where: direction = 'outbound'" : ""
        return "touch: { in: activities\(condition) }"
    }

    /// Dated stages behind the hand-over, by which sales says what becomes of a lead; none where only its yes has a date:
    /// every no would look like a silence.
    private var decisions: [String] {
        guard start?.words != "created" else { return [] }
        let dated = proposal.stages.filter { stage in
            proposal.datedStages.contains(stage.name) && stage.step.map { $0 > .mql } ?? false
        }
        let hasBoth = dated.contains { $0.step == .disqualified } && dated.contains { $0.step != .disqualified }
        return hasBoth ? dated.map(\.name) : []
    }

    private var closesDeals: Bool {
        has("leads", "created_at") && has("opportunities", "lead_id") && has("opportunities", "closed_at")
    }

    private var events: [String] {
        var events: [String] = []
        if start != nil, let touch { events.append(touch) }
        if start != nil, !decisions.isEmpty {
            events.append("decision: { any: [\(decisions.map { "enters \($0)" }.joined(separator: ", "))] }")
        }
        if closesDeals { events.append("closed: { in: opportunities, at: closed_at }") }
        return events
    }

    private var salesRules: [String] {
        var rules: [String] = []
        guard let start else { return [] }
        if touch != nil {
            rules.append(
                """
                    first-response:
                      says: \(start.of) gets a first touch within a day.
                      clock: { from: \(start.words), to: touch, within: 24 hours }
                      goal: { met: 90% }
                """)
        }
        if !decisions.isEmpty {
            rules.append(
                """
                    decision:
                      says: Sales accepts or disqualifies every lead within a week.
                      clock: { from: \(start.words), to: decision, within: 7 days }
                      goal: { met: 90% }
                """)
        }
        if closesDeals {
            rules.append(
                """
                    closed:
                      says: Deals come of leads within 30 days.
                      clock: { from: created, to: closed, within: 30 days }
                """)
        }
        return rules
    }

    /// Leads that were never handed over are not judged for it, where the export can tell.
    private var handOver: String {
        guard let start, start.words != "created" else { return "" }
        return "      at: \(start.words)\n"
    }

    private var completeness: String {
        let wanted = ["email", "company", "source", "stage", "owner_id"].filter { has("leads", $0) }.prefix(3)
        return wanted.isEmpty ? "id is not null" : wanted.map { "\($0) is not null" }.joined(separator: " and ")
    }
}
