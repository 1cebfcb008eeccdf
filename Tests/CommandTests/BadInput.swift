import CommandSupport
import Foundation
import Testing

/// A good agreement with a good snapshot, one place of which is spoiled.
///
/// In the text that takes the place of the good one, `«` stands where the message has to point.
struct BadInput: CustomTestStringConvertible, Sendable {
    var file: String
    /// What is replaced; it occurs once. Nil replaces the whole file.
    var good: String?
    var bad: String
    var exit: Int32
    /// The code of the finding.
    var code: String
    /// Words that the message or its notes contain.
    var says: String
    var command = "check"

    init(_ file: String, _ good: String?, _ bad: String, _ exit: Int32, _ code: String, _ says: String) {
        self.file = file
        self.good = good
        self.bad = bad
        self.exit = exit
        self.code = code
        self.says = says
    }

    var testDescription: String {
        let shown = bad.prefix(60).replacing("\n", with: "⏎")
        return "\(file): \(shown)"
    }

    /// The spoiled file, and where the message points: `:3:14:`, or nothing where no place is marked.
    func spoiled() throws -> (text: String, place: String) {
        var text = bad
        if let good {
            let base = try #require(BadInput.goodFiles[file])
            let parts = base.components(separatedBy: good)
            try #require(parts.count == 2, "'\(good)' occurs \(parts.count - 1) times in \(file)")
            text = parts[0] + bad + parts[1]
        }
        guard let mark = text.firstIndex(of: "«") else { return (text, "") }
        let before = text[..<mark]
        let line = before.unicodeScalars.count { $0 == "\n" } + 1
        let lastLine = before.lastIndex(of: "\n").map { before[before.index(after: $0)...] } ?? before
        text.remove(at: mark)
        return (text, "\(file):\(line):\(lastLine.unicodeScalars.count + 1):")
    }

    static let goodFiles: [String: String] = [
        "agreement.yaml": """
        leadpact: 1
        agreement: small
        term: { from: 2026-01-01, until: 2026-12-31 }
        review: { every: quarter }
        parties:
          marketing: { name: Ana Lima }
          sales: { name: Tom Reyes }
        calendars:
          office:
            time_zone: Europe/Berlin
            hours: { mon-fri: 09:00-17:00 }
            holidays: [2026-01-01]
        default_calendar: office
        definitions:
          stages:
            inquiry: { with: marketing }
            mql: { with: sales }
            sal: { with: sales }
          events:
            touch: { in: activities, where: direction = 'outbound' }
          terms:
            hot: score >= 80
        responsibilities:
          sales:
            first-response:
              says: Leads get a touch.
              clock:
                from: first enters mql
                to: touch
                within:
                  - { when: hot, target: 1 business hour }
                  - { target: 8 business hours }
                calendar: owner
                warn_at: 75%
              goal: { met: 95%, p90: 6 business hours }
              severity: critical
              escalation: ladder
            owner-active: { applies: "stage in ('inquiry', 'mql')", require: owner.active }
          marketing:
            quality: { at: first enters mql, require: email is not null }
            unique-email: { unique: lower(trim(email)) }
        escalation:
          ladder:
            - { at: due, to: manager }
        waivers:
          - { rule: first-response, from: 2026-04-01, until: 2026-04-02, reason: Fair, approved_by: Ana Lima }
        gate:
          fail_on: [critical, goal]

        """,
        "data/snapshot.yaml": """
        leadpact_snapshot: 1
        as_of: 2026-03-31T16:00:00Z
        tables:
          leads:
            file: leads.csv
            columns: { score: Score__c }
            values: { stage: { New: inquiry } }
          stage_changes: { file: stage_changes.csv }
          activities: { file: activities.csv }
          users: { file: users.csv }

        """,
        "data/leads.csv": """
        id,created_at,email,Score__c,stage,owner_id
        L-1,2026-03-02T08:00:00Z,ana@a.example,85,mql,u-1
        L-2,2026-03-03T08:00:00Z,ben@b.example,60,New,u-1
        L-3,2026-03-04T08:00:00Z,"cho, lee@c.example",70,mql,u-1

        """,
        "data/stage_changes.csv": """
        lead_id,from_stage,to_stage,at
        L-1,inquiry,mql,2026-03-02T09:00:00Z
        L-3,inquiry,mql,2026-03-04T09:00:00Z

        """,
        "data/activities.csv": """
        id,lead_id,user_id,kind,direction,at
        A-1,L-1,u-1,call,outbound,2026-03-02T09:30:00Z
        A-2,L-3,u-1,call,outbound,2026-03-04T09:30:00Z

        """,
        "data/users.csv": """
        id,name,email,active,calendar
        u-1,Jörg Krämer,joerg@x.example,true,office

        """,
    ]

    /// Writes the good files.
    static func writeGoodFiles(to scratch: Scratch) throws {
        for (name, text) in goodFiles { try scratch.write(text, to: name) }
    }
}
