import BusinessTime
import Conditions
import Findings
import YAMLNodes

/// Reads agreements from YAML.
public enum AgreementReader {
    /// The version of the format that is read: `leadpact: 1`.
    public static let formatVersion = "1"

    /// Reads one agreement and reports everything that is wrong with it, in the order of its lines.
    ///
    /// What could not be read is left out of the agreement; where there are errors it is fit to be talked about, not to be
    /// judged by. It is nil where there is no mapping of keys to values at all.
    ///
    /// - Parameters:
    ///   - files: Gives the files that the agreement names (lists of holidays), by paths beside its own.
    ///   - zoneDirectory: The time zone database.
    ///   - isAlwaysInForce: As if it had no term: what it would say of other days than its own.
    ///   - waivers: Where waivers come from besides, and what they are held to.
    public static func read(
        _ source: SourceText, files: some FileSource, zoneDirectory: String = Zone.systemDirectory,
        isAlwaysInForce: Bool = false, waivers: WaiverSources = WaiverSources()
    ) -> (agreement: Agreement?, findings: [Finding]) {
        let (root, faults) = YAMLReader.read(source)
        guard let root else {
            let hinted = faults.map { fault in
                guard fault.code == .emptyDocument else { return fault }
                var fault = fault
                fault.notes.append("'leadpact init' writes an agreement to start from")
                return fault
            }
            return (nil, hinted)
        }
        guard root.mapping != nil else {
            let finding = Finding.error(
                .notAMapping, "an agreement is a mapping of keys to values, found \(root.kind)", at: root.place,
                notes: [
                    "it begins with 'leadpact: 1'; 'leadpact init' writes one to start from",
                    "where both are named, the agreement comes first and the snapshot second",
                ])
            return (nil, faults + [finding])
        }
        if let entry = root.mapping?.first(where: { $0.key == "leadpact_snapshot" }) {
            let finding = Finding.error(
                .formatVersion, "this is the manifest of a snapshot, expected an agreement", at: entry.keyPlace,
                notes: ["where both are named, the agreement comes first and the snapshot second"])
            return (nil, faults + [finding])
        }
        if let entry = root.mapping?.first(where: { $0.key == "leadpact_test" }) {
            let finding = Finding.error(
                .formatVersion, "this is a test of an agreement, expected an agreement", at: entry.keyPlace,
                notes: ["'leadpact test \(source.path)' runs it"])
            return (nil, faults + [finding])
        }
        var reading = Reading(source: source, files: files, zoneDirectory: zoneDirectory)
        reading.isAlwaysInForce = isAlwaysInForce
        reading.findings = faults
        let agreement = reading.agreement(root, waivers)
        return (agreement, reading.findings.inReadingOrder())
    }
}

extension Reading {
    fileprivate mutating func agreement(_ root: Node, _ waiverSources: WaiverSources) -> Agreement {
        let start = Place(path: source.path, line: root.place.range.lowerBound.line)
        var reader = MappingReader(root, of: "an agreement", at: start, findings: &findings)
        checkVersion(reader.takeEntry("leadpact"), at: start)
        let id = reader.takeEntry("agreement")
        if id == nil {
            error(
                .missingKey, "an agreement needs 'agreement', the name that all its versions share", at: start,
                notes: ["as in 'agreement: demand-generation'"])
        }
        let title = reader.take("title").flatMap { text($0, "'title'") }
        let purpose = reader.take("purpose").flatMap { text($0, "'purpose'") }
        let written = term(reader.takeEntry("term"))
        let term = isAlwaysInForce ? Term(from: nil, until: nil, place: nil) : written
        self.term = term
        let review = review(reader.takeEntry("review"))
        let zoneNode = reader.take("time_zone")
        let parties = parties(reader.take("parties"))
        let acceptanceNode = reader.take("acceptance")
        let acceptance = acceptance(acceptanceNode)
        let calendars = calendars(reader.take("calendars"))
        defaultCalendar = defaultCalendar(reader.take("default_calendar"))
        let choices = calendarChoices(reader.take("calendars_by"))
        let zone = zoneNode.flatMap { self.zone($0) } ?? calendars.first { $0.name == defaultCalendar }?.zone ?? .utc
        let definitions = definitions(reader.take("definitions"))
        let scoring = scoring(reader.takeEntry("scoring"), stages: definitions.stages)
        let escalations = escalations(reader.take("escalation"), parties: parties)
        let responsibilities = reader.takeEntry("responsibilities")
        var rules = rules(responsibilities?.value, reader.take("nurturing"), reader.take("metrics"))
        if let rule = handoffRule(scoring, among: rules) { rules.append(rule) }
        let waivers = waivers(reader.take("waivers"), parties: parties, rules: rules)
        let waiversInForce = waiversInForce(waivers, waiverSources, id?.value.scalar?.text, parties, rules)
        let gate = gate(reader.takeEntry("gate"), rules: rules)
        reader.finish(&findings)

        if rules.isEmpty, !findings.hasErrors {
            warn(
                .nothingOwed, "this agreement has no rules, so nothing is checked",
                at: responsibilities?.keyPlace ?? start)
        }
        reportUnusedNames()
        var agreement = Agreement(
            path: source.path, id: id.flatMap { identifier($0) } ?? "", title: title, purpose: purpose, term: term,
            review: review, zone: zone, parties: parties, acceptance: acceptance, calendars: calendars,
            calendarDefinitions: calendarDefinitions, defaultCalendar: defaultCalendar, calendarsBy: choices,
            stages: definitions.stages,
            events: definitions.events,
            terms: definitions.terms, dispositions: definitions.dispositions, scoring: scoring, rules: rules,
            escalations: escalations, waivers: waivers, gate: gate, waiversInForce: waiversInForce)
        if usesOwnersCalendars, !isPartial {
            agreement.calendarsForUsers = self.calendars.unused.compactMap { name in
                self.calendars.places[name].map { CalendarForUsers(name: name, place: $0) }
            }
        }
        checkUserCalendars(of: agreement)
        var checks = ConditionChecks(agreement)
        checks.run()
        findings += checks.findings
        if !findings.hasErrors { reportAcceptance(of: agreement, at: acceptanceNode?.place) }
        return agreement
    }

    private mutating func checkVersion(_ entry: Node.Entry?, at start: Place) {
        guard let entry else {
            error(
                .formatVersion, "an agreement needs 'leadpact', the version of its format", at: start,
                notes: ["write 'leadpact: \(AgreementReader.formatVersion)' on the first line"])
            return
        }
        let version = entry.value.scalar?.text
        guard version != AgreementReader.formatVersion else { return }
        error(
            .formatVersion,
            "this leadpact reads version \(AgreementReader.formatVersion) of the format, found "
                + (version.map { "'\($0)'" } ?? entry.value.kind), at: entry.value.place,
            notes: ["write 'leadpact: \(AgreementReader.formatVersion)', or use the leadpact it was written for"])
    }

    private mutating func identifier(_ entry: Node.Entry) -> String? {
        guard let text = text(entry.value, "'agreement'") else { return nil }
        if text != kebabCase(text) {
            warn(
                .notKebabCase, "names are written in kebab-case, found '\(text)'", at: entry.value.place,
                notes: ["write '\(kebabCase(text))'"])
        }
        return text
    }

    /// The calendar of whoever has none; an only calendar need not be named.
    private mutating func defaultCalendar(_ node: Node?) -> String? {
        if let node {
            guard let name = text(node, "'default_calendar'") else { return nil }
            if calendars.use(name, at: node.place, &findings) { return name }
            misspellsDefaultCalendar = true
            return nil
        }
        guard calendars.all.count == 1, let only = calendars.all.first else { return nil }
        calendars.use(only)
        return only
    }

    /// `calendar: user` wants a start that a user did.
    private mutating func checkUserCalendars(of agreement: Agreement) {
        for rule in agreement.rules {
            switch rule.kind {
            case .clock(let clock) where clock.calendar == .user:
                if agreement.hasUser(clock.from.event) { continue }
                error(
                    .noCalendar, "'\(clock.from.event.text)' has no user whose calendar it could be",
                    at: clock.from.event.place,
                    notes: [
                        "'calendar: user' wants a start of activities or stage_changes; 'owner' takes the lead's owner then"
                    ])
            case .cadence(let cadence) where cadence.calendar == .user:
                error(
                    .noCalendar, "a cadence starts with a stage, which has no user whose calendar it could be",
                    at: rule.place, notes: ["'calendar: owner' takes the lead's owner then"])
            default: continue
            }
        }
    }

    /// Names that nothing refers to: a clause that was meant to refer to them may be missing, or names another.
    private mutating func reportUnusedNames() {
        guard !isPartial else { return }
        // The names that `calendar: owner` takes stand in the snapshot.
        for names in [events, terms, ladders] + (usesOwnersCalendars ? [] : [calendars]) {
            for name in names.unused {
                guard let place = names.places[name] else { continue }
                warn(
                    .unusedName, "the \(names.kind) '\(name)' is not used", at: place,
                    notes: ["remove it, or look for the rule that should name it"])
            }
        }
    }
}
