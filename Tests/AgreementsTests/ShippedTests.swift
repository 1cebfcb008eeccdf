import BusinessTime
import Findings
import Testing

@testable import Agreements

@Test(arguments: Shipped.names)
func shippedAgreementsAreClean(name: String) throws {
    let source = SourceText(path: name, text: try Shipped.text(name))
    let (agreement, findings) = AgreementReader.read(source, files: Shipped.files)
    let words = FindingText(sources: [source])
    #expect(findings.isEmpty, "\(findings.map(words.full).joined(separator: "\n"))")
    #expect(agreement?.rules.isEmpty == false)
}

private func full() throws -> Agreement {
    let source = SourceText(path: "full.yaml", text: try Shipped.text("full.yaml"))
    return try #require(AgreementReader.read(source, files: Shipped.files).agreement)
}

private func day(_ text: String) -> Int { CivilDate.parse(text) ?? .min }

@Test func readsTheFrame() throws {
    let agreement = try full()
    #expect(agreement.id == "halden-demand-generation")
    #expect(agreement.term.from == day("2026-01-01") && agreement.term.until == day("2026-12-31"))
    #expect(agreement.review == Review(every: .quarter, yearStarts: 4))
    #expect(agreement.zone.identifier == "Europe/Oslo")
    #expect(agreement.parties.map(\.id) == ["marketing", "sales", "partners"])
    #expect(agreement.acceptance.map(\.party) == ["marketing", "sales", "partners"])
    #expect(agreement.stages.map(\.name).first == "inquiry" && agreement.stages.count == 10)
    #expect(agreement.stages.filter(\.isFinal).map(\.name) == ["customer", "disqualified"])
    #expect(agreement.dispositions.filter(\.requiresReason).map(\.name) == ["unresponsive", "not-a-fit"])
    #expect(agreement.scoring?.points.map(\.add) == [20, 15, 10])
    #expect(agreement.gate.failOn == [.critical, .goal])
    #expect(agreement.schemaTerms.keys.sorted() == ["enterprise", "from-partner", "hot", "workable"])
}

@Test func readsCalendars() throws {
    let agreement = try full()
    #expect(agreement.calendars.map(\.name) == ["oslo", "boston", "boston-inside-sales", "night-desk"])
    #expect(agreement.defaultCalendar == "oslo")
    #expect(agreement.calendarsBy.first?.calendars == ["EMEA": "oslo", "AMER": "boston"])
    let oslo = agreement.calendars[0]
    #expect(oslo.hours[0] == [Window(start: 480, end: 960)] && oslo.hours[4] == [Window(start: 480, end: 900)])
    #expect(oslo.hours[5].isEmpty)
    // Good Friday 2026 is April 3; the Wednesday before Easter is half a day; the stocktaking comes from the file.
    #expect(oslo.exceptions[day("2026-04-03")]?.windows == [])
    #expect(oslo.exceptions[day("2026-04-01")]?.windows == [Window(start: 480, end: 720)])
    #expect(oslo.exceptions[day("2026-05-17")]?.name == "Constitution Day")
    #expect(oslo.exceptions[day("2026-12-30")]?.name == "Works closed")
    #expect(oslo.exceptions[day("2027-01-29")]?.name == "Stocktaking")
    #expect(oslo.exceptions[day("2026-06-19")] == nil)
    let inside = agreement.calendars[2]
    #expect(inside.zone.identifier == "America/New_York" && inside.hours[5] == [Window(start: 600, end: 840)])
    #expect(inside.exceptions == agreement.calendars[1].exceptions)
    // July 4, 2026 is a Saturday.
    #expect(inside.exceptions[day("2026-07-03")]?.windows == [])
    #expect(agreement.calendars[3].hours[6] == [Window(start: 1320, end: 1800)])
}

@Test func readsRules() throws {
    let agreement = try full()
    func rule(_ id: String) -> Rule? { agreement.rules.first { $0.id == id } }
    guard case .clock(let clock) = rule("first-response")?.kind else { throw Failure() }
    #expect(clock.from == EventChoice(which: .first, event: clock.from.event))
    #expect(clock.from.event.kind == .enters(stage: "mql") && clock.to.event.kind == .named("touch"))
    #expect(clock.within.map(\.target.text).last == "close of next business day" && clock.within.count == 4)
    #expect(clock.calendar == .owner && clock.warnAt == 0.75 && clock.cancel?.kind == .enters(stage: "disqualified"))
    let goal = try #require(rule("first-response")?.goal)
    #expect(goal.met == 0.95 && goal.quantiles.map(\.quantile) == [0.5, 0.9])
    #expect(goal.quantiles.last?.limit == .businessTime(milliseconds: 6 * 3_600_000))
    #expect(rule("first-response")?.severity == .critical && rule("decision")?.severity == .major)

    guard case .clock(let decision) = rule("decision")?.kind else { throw Failure() }
    #expect(decision.pause.stages == ["on-hold"] && decision.calendar == .column("region"))
    guard case .clock(let persistence) = rule("persistence")?.kind else { throw Failure() }
    #expect(persistence.to.count == 6 && persistence.to.across == EventCount.Across(distinct: 2, column: "kind"))
    guard case .clock(let dwell) = rule("working-dwell")?.kind else { throw Failure() }
    #expect(dwell.from.which == .each && dwell.to.event.kind == .leaves(stage: "working"))
    guard case .clock(let reassigned) = rule("reassigned-in-time")?.kind else { throw Failure() }
    #expect(reassigned.from.which == .last && reassigned.from.event.kind == .assigned)

    guard case .require(let workable) = rule("workable-leads")?.kind else { throw Failure() }
    #expect(workable.at?.event.kind == .enters(stage: "mql"))
    guard case .unique = rule("one-record-each")?.kind else { throw Failure() }
    guard case .volume(let share) = rule("partner-share")?.kind else { throw Failure() }
    #expect(share.atLeast == .shareOfLeads(0.09) && share.per == .quarter && share.of.which == .each)
    guard case .volume(let pipeline) = rule("pipeline")?.kind else { throw Failure() }
    #expect(pipeline.sum == "amount" && pipeline.atLeast == .amount(250_000))
    guard case .rate(let rate) = rule("acceptance-rate")?.kind else { throw Failure() }
    #expect(rate.atLeast == 0.6 && rate.among.which == .first)

    guard case .cadence(let monthly) = rule("recycled-monthly")?.kind, case .every(let gap) = monthly.rhythm
    else { throw Failure() }
    #expect(monthly.stays == .last && gap == .elapsed(milliseconds: 30 * 86_400_000))
    guard case .cadence(let program) = rule("recycled-program")?.kind, case .schedule(let steps) = program.rhythm
    else { throw Failure() }
    #expect(program.stays == .each && steps.count == 3)
    #expect(rule("recycled-program")?.party == "marketing" && rule("won-value")?.party == nil)
    #expect(rule("won-value")?.section == .metrics && rule("recycled-monthly")?.section == .nurturing)
}

@Test func readsEventsEscalationsAndWaivers() throws {
    let agreement = try full()
    guard case .rows(.opportunities, _?, "closed_at") = agreement.events.first(where: { $0.name == "won" })?.kind,
        case .column("demo_held_at") = agreement.events.first(where: { $0.name == "demo" })?.kind,
        case .any(let members) = agreement.events.first(where: { $0.name == "decision" })?.kind
    else { throw Failure() }
    let kinds: [Event.Kind] = [
        .column("dispositioned_at"), .enters(stage: "sal"), .enters(stage: "recycled"), .enters(stage: "disqualified"),
    ]
    #expect(members.map(\.kind) == kinds)
    let steps = try #require(agreement.escalations.first).steps
    let recipients: [EscalationLadder.Step.Recipient] = [
        .owner, .owner, .manager, .managersManager, .party("sales"), .address("revenue-desk@halden.example"),
    ]
    let moments: [EscalationLadder.Step.Moment] = [
        .share(0.75), .due, .due, .after(.businessDays(1)), .after(.elapsed(milliseconds: 3 * 86_400_000)),
        .after(.elapsed(milliseconds: 5 * 86_400_000)),
    ]
    #expect(steps.map(\.to) == recipients)
    #expect(steps.map(\.at) == moments)
    #expect(agreement.waivers.map(\.rule) == ["first-response", "mql-volume"])
    #expect(agreement.waivers[0].condition != nil && agreement.waivers[1].from == nil)
    #expect(agreement.waivers[1].until == day("2026-01-31"))
}

private struct Failure: Error {}

/// Two versions, the first with a term that the second follows, leaves a gap after, or overlaps.
@Test(arguments: [
    ("{ until: 2026-06-30 }", "{ from: 2026-07-01 }", [String]()),
    ("{ until: 2026-06-30 }", "{ from: 2026-08-01 }", ["LP0141"]),
    ("{ from: 2026-01-01 }", "{ from: 2026-08-01 }", ["overlap"]),
])
func versionsFollowOneAnother(first: String, second: String, expected: [String]) throws {
    let agreements = [first, second].enumerated().compactMap { index, term in
        AgreementReader.read(
            SourceText(path: "\(index).yaml", text: "leadpact: 1\nagreement: a\nterm: \(term)"), files: MemoryFiles()
        ).agreement
    }
    let findings = agreements.versionFindings()
    #expect(findings.map { $0.message.contains("overlap") ? "overlap" : $0.code.id } == expected)
}

/// What is no mapping is no agreement; the rest of a text with faults is read all the same.
@Test func readsWhatCanBeRead() {
    let none = AgreementReader.read(SourceText(path: "a", text: "- a\n- b"), files: MemoryFiles())
    #expect(none.agreement == nil && none.findings.map(\.code) == [.notAMapping])
    let some = AgreementReader.read(
        SourceText(
            path: "a",
            text: "leadpact: 1\nagreement: a\nfoo: 1\nmetrics: { m: { volume: { of: created, per: month } } }"),
        files: MemoryFiles())
    #expect(some.agreement?.rules.count == 1 && some.findings.map(\.code) == [.unknownKey])
}

/// Positions are counted in Unicode scalars, also behind letters of several bytes and of several scalars.
@Test func placesAreCountedInScalars() {
    let text = "leadpact: 1\nagreement: a\nparties: { marketing: { name: \"Zoë 李 e\u{301}\", e-mail: x } }"
    let finding = AgreementReader.read(SourceText(path: "a", text: text), files: MemoryFiles()).findings.first
    #expect(finding?.code == .unknownKey)
    #expect(finding?.place?.range == Position(line: 3, column: 43)..<Position(line: 3, column: 49))
}
