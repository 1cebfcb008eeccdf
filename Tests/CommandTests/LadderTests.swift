#if SQLite
    import CommandSupport
    import Foundation
    import Testing

    /// When each step of a ladder is reached: nights in which the clocks change, holidays, weekends, nights at work.
    @Suite struct LadderTests {
        /// In 2026 Berlin's clocks go forward on 29 March and back on 25 October, at 01:00 UTC.
        private static let agreement = """
            leadpact: 1
            agreement: small
            parties: { sales: { email: sales@acme.example } }
            calendars:
              office: { time_zone: Europe/Berlin, hours: { mon-fri: 09:00-17:00 }, holidays: [2026-04-03, 2026-04-06] }
              night: { time_zone: Europe/Berlin, hours: { mon-sun: 22:00-06:00 } }
            default_calendar: office
            definitions: { events: { call: { at: called_at } } }
            responsibilities:
              sales:
                day: { applies: kind = 'day', clock: { from: created, to: call, within: 8 business hours }, escalation: ladder }
                plain: { applies: kind = 'plain', clock: { from: created, to: call, within: 24 hours }, escalation: ladder }
                night:
                  applies: kind = 'night'
                  clock: { from: created, to: call, within: 6 business hours, calendar: night }
                  escalation: ladder
            escalation:
              ladder:
                - { at: 75%, to: owner }
                - { at: due, to: manager }
                - { after: 2 business hours, to: boss@acme.example }
                - { after: 1 business day, to: sales }

            """

        struct Case: Sendable, CustomTestStringConvertible {
            var why: String
            var kind: String
            /// When the lead came, and when each step is reached: to the owner, the manager, the boss, sales.
            var created: String
            var steps: [String]
            var testDescription: String { why }
        }

        private static let cases = [
            Case(
                why: "used up at closing time on Friday: late on Monday, on summer time", kind: "day",
                created: "2026-03-27T08:00:00Z",
                steps: ["2026-03-27T14:00:00Z", "2026-03-30T07:00:01Z", "2026-03-30T09:00:00Z", "2026-03-31T07:00:00Z"]),
            Case(
                why: "over the weekend in which the clocks go forward", kind: "day", created: "2026-03-27T12:00:00Z",
                steps: ["2026-03-30T09:00:00Z", "2026-03-30T11:00:01Z", "2026-03-30T13:00:00Z", "2026-03-31T11:00:00Z"]),
            Case(
                why: "over Easter", kind: "day", created: "2026-04-02T12:00:00Z",
                steps: ["2026-04-07T10:00:00Z", "2026-04-07T12:00:01Z", "2026-04-07T14:00:00Z", "2026-04-08T12:00:00Z"]),
            Case(
                why: "a day after due is a day that opens", kind: "day", created: "2026-04-01T12:00:00Z",
                steps: ["2026-04-02T10:00:00Z", "2026-04-02T12:00:01Z", "2026-04-02T14:00:00Z", "2026-04-07T12:00:00Z"]),
            Case(
                why: "over the weekend in which the clocks go back", kind: "day", created: "2026-10-23T11:00:00Z",
                steps: ["2026-10-26T10:00:00Z", "2026-10-26T12:00:01Z", "2026-10-26T14:00:00Z", "2026-10-27T12:00:00Z"]),
            Case(
                why: "real time through the night of spring, then business time", kind: "plain",
                created: "2026-03-28T12:00:00Z",
                steps: ["2026-03-29T06:00:00Z", "2026-03-29T12:00:01Z", "2026-03-30T09:00:00Z", "2026-03-31T07:00:00Z"]),
            Case(
                why: "real time through the night of autumn, then business time", kind: "plain",
                created: "2026-10-24T12:00:00Z",
                steps: ["2026-10-25T06:00:00Z", "2026-10-25T12:00:01Z", "2026-10-26T10:00:00Z", "2026-10-27T08:00:00Z"]),
            Case(
                why: "due on Good Friday by real time", kind: "plain", created: "2026-04-02T10:00:00Z",
                steps: ["2026-04-03T04:00:00Z", "2026-04-03T10:00:01Z", "2026-04-07T09:00:00Z", "2026-04-08T07:00:00Z"]),
            Case(
                why: "the night of spring has seven hours", kind: "night", created: "2026-03-28T21:00:00Z",
                steps: ["2026-03-29T01:30:00Z", "2026-03-29T03:00:01Z", "2026-03-29T21:00:00Z", "2026-03-30T03:00:00Z"]),
            Case(
                why: "the night of autumn has nine", kind: "night", created: "2026-10-24T20:00:00Z",
                steps: ["2026-10-25T00:30:00Z", "2026-10-25T02:00:01Z", "2026-10-25T04:00:00Z", "2026-10-26T02:00:00Z"]),
            Case(
                why: "a business day after 02:30 is at 02:30, which that night does not have", kind: "night",
                created: "2026-03-27T03:30:00Z",
                steps: ["2026-03-28T00:00:00Z", "2026-03-28T01:30:01Z", "2026-03-28T03:30:00Z", "2026-03-29T01:30:00Z"]),
        ]

        private static let people = ["tom@acme.example", "ana@acme.example", "boss@acme.example", "sales@acme.example"]

        private func scratch(_ kind: String, _ created: String) throws -> Scratch {
            let scratch = try Scratch()
            try scratch.write(Self.agreement, to: "agreement.yaml")
            try scratch.write(
                "id,name,email,manager_id\ntom,Tom,tom@acme.example,ana\nana,Ana,ana@acme.example,\n",
                to: "data/users.csv")
            try scratch.write(
                "id,created_at,called_at,kind,owner_id\nL-1,\(created),,\(kind),tom\n", to: "data/leads.csv")
            return scratch
        }

        /// Who is told at an instant.
        private func told(_ scratch: Scratch, at instant: String, _ more: [String] = ["--disturb"]) throws -> Set<
            String
        > {
            try scratch.write(
                "leadpact_snapshot: 1\nas_of: \(instant)\ntables: { leads: { file: leads.csv }, users: { file: users.csv } }\n",
                to: "data/snapshot.yaml")
            let result = try Command.run(
                ["notify", "agreement.yaml", "data", "--ledger", "sla.db", "--now", instant] + more, in: scratch.folder)
            #expect(result.code == 0, "\(result.output)\(result.talk)")
            return Set(result.output.matches(of: #/(?m)^(\S+@\S+): /#).map { String($0.1) })
        }

        private func secondBefore(_ instant: String) throws -> String {
            let format = ISO8601DateFormatter()
            return format.string(from: try #require(format.date(from: instant)).addingTimeInterval(-1))
        }

        /// A second earlier nobody is told, then one person is.
        @Test(arguments: cases) func stepsAreReachedToTheSecond(each: Case) throws {
            let scratch = try scratch(each.kind, each.created)
            for (person, step) in zip(Self.people, each.steps) {
                #expect(try told(scratch, at: secondBefore(step)) == [], "\(person) before \(step)")
                #expect(try told(scratch, at: step) == [person], "\(person) at \(step)")
            }
        }

        /// Nobody is disturbed: what is reached while the office is closed is told when it opens, to the second.
        @Test(arguments: [
            ("day", "2026-04-02T12:00:00Z", "2026-04-07T10:00:00Z", "in hours it is told at once"),
            ("plain", "2026-04-02T08:00:00Z", "2026-04-07T07:00:00Z", "75% is reached on Good Friday, before dawn"),
            ("plain", "2026-03-28T12:00:00Z", "2026-03-30T07:00:00Z", "75% is reached in the night of spring"),
            ("plain", "2026-10-24T12:00:00Z", "2026-10-26T08:00:00Z", "75% is reached in the night of autumn"),
            ("night", "2026-03-28T21:00:00Z", "2026-03-30T07:00:00Z", "whoever works by day reads of nights by day"),
        ])
        func stepsWaitForTheOffice(kind: String, created: String, opening: String, why: String) throws {
            let scratch = try scratch(kind, created)
            #expect(try !told(scratch, at: secondBefore(opening), []).contains("tom@acme.example"), "\(why)")
            #expect(try told(scratch, at: opening, []).contains("tom@acme.example"), "\(why)")
        }

        /// A breach that goes on is told again after a business day of the reader.
        @Test(arguments: [
            ("2026-04-02T13:00:00Z", "2026-04-07T13:00:00Z", "over Easter"),
            ("2026-03-27T13:00:00Z", "2026-03-30T12:00:00Z", "the clocks go forward"),
            ("2026-10-23T12:00:00Z", "2026-10-26T13:00:00Z", "the clocks go back"),
        ])
        func repeatsKeepTheHour(first: String, again: String, why: String) throws {
            let scratch = try scratch("plain", "2026-03-01T12:00:00Z")
            let more = ["--repeat", "1 business day"]
            #expect(try told(scratch, at: first, more) == Set(Self.people), "\(why)")
            #expect(try told(scratch, at: secondBefore(again), more) == [], "\(why)")
            #expect(try told(scratch, at: again, more) == Set(Self.people), "\(why)")
        }
    }
#endif
