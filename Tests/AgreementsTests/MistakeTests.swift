import Testing

/// Each is read as it stands; comments say what must be found in it, and nothing else may be.
@Test(arguments: frameMistakes)
func reportsMistakesOfTheFrame(text: String) { MarkedAgreement(text).check() }

@Test(arguments: nameMistakes + eventMistakes)
func reportsMistakesOfDefinitions(text: String) { MarkedAgreement(text).check() }

@Test(arguments: ruleMistakes + clockMistakes + reachMistakes + acrossMistakes + kindMistakes + goalMistakes)
func reportsMistakesOfRules(text: String) { MarkedAgreement(text).check() }

@Test(arguments: calendarMistakes)
func reportsMistakesOfCalendars(text: String) { MarkedAgreement(text).check() }

@Test(arguments: escalationMistakes + waiverMistakes + scoringMistakes)
func reportsMistakesOfTheRest(text: String) { MarkedAgreement(text).check() }

@Test(arguments: conditionMistakes + inequalityMistakes)
func reportsMistakesInConditions(text: String) { MarkedAgreement(text).check() }

/// All of them, by subject.
let mistakes: [(subject: String, texts: [String])] = [
    ("The frame", frameMistakes), ("Definitions", nameMistakes + eventMistakes), ("Rules", ruleMistakes + kindMistakes),
    ("Clocks", clockMistakes + reachMistakes + acrossMistakes), ("Goals", goalMistakes),
    ("Calendars", calendarMistakes),
    ("Escalations", escalationMistakes), ("Waivers", waiverMistakes), ("Scoring", scoringMistakes),
    ("Conditions", conditionMistakes + inequalityMistakes + formMistakes),
]

private let frameMistakes = [
    """
    # only a title
    title: x
    #< LP0101
    #< LP0011
    """,
    """
    leadpact: 2
    #         ^ LP0101
    agreement: a
    """,
    """
    leadpact: [1]
    #         ^^^ LP0101
    agreement: a
    """,
    """
    leadpact: 1
    agreement: ACME Deal
    #          ^^^^^^^^^ warning LP0114
    """,
    """
    titel: Something
    #< LP0010
    purpos: Something
    #< LP0010
    """,
    """
    title: [a]
    #      ^^^ LP0013
    """,
    """
    title: ''
    #      ^^ LP0013
    """,
    """
    term: { from: 2026-12-31, until: 2026-01-01 }
    #                                ^^^^^^^^^^ LP0131
    """,
    """
    term: { from: 31.12.2026, till: 2027-01-01 }
    #             ^^^^^^^^^^ LP0130
    #                         ^^^^ LP0010
    """,
    """
    term: { from: 2026-02-30 }
    #             ^^^^^^^^^^ LP0130
    """,
    """
    term: 2026
    #     ^^^^ LP0012
    """,
    """
    review: { every: week, year_starts: foo }
    #                ^^^^ LP0134
    #                                   ^^^ LP0134
    """,
    """
    review: { year_starts: april }
    #< LP0011
    """,
    """
    time_zone: EST5
    #          ^^^^ LP0302
    """,
    """
    time_zone: America/New_Yrok
    #          ^^^^^^^^^^^^^^^^ LP0302
    """,
    """
    parties:
      marketing: { name: Ana, email: ana at acme }
      #                              ^^^^^^^^^^^ LP0136
      sales: { name: Tom, mail: tom@acme.example }
      #                   ^^^^ LP0010
      owner: {}
      #< LP0113
    """,
    """
    acceptance:
      - { party: sale, name: Tom, date: 2026-01-01 }
      #          ^^^^ LP0105
      - { party: marketing, date: 2026-01-01 }
      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ LP0011
    """,
    """
    acceptance: { party: sales }
    #           ^^^^^^^^^^^^^^^^ LP0015
    """,
    """
    parties: { marketing: , sales: {} }
    acceptance: [{ party: sales, name: Tom, date: 2026-01-01 }]
    #           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning LP0138
    """,
    """
    acceptance:
      - { party: sales, name: Tom, date: 2026-01-01, digest: signed by hand }
      #                                                      ^^^^^^^^^^^^^^ LP0172
    """,
    """
    parties: { sales: {} }
    acceptance:
      - { party: sales, name: Tom, date: 2026-01-01, digest: 0000000000000000000000000000000000000000000000000000000000000000 }
      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning LP0171
    """,
    """
    gate: { fail_on: [critcal, goal] }
    #                 ^^^^^^^ LP0134
    """,
    """
    gate: { fail_on: [never, goal] }
    #                ^^^^^^^^^^^^^ LP0706
    """,
    """
    gate: { fail_on: [] }
    #                ^^ LP0135
    """,
    """
    gate: { fail_on: goal }
    #                ^^^^ warning LP0707
    responsibilities: { sales: { r: { require: email is not null } } }
    """,
    """
    responsibilities: {}
    #< warning LP0139
    """,
]

private let nameMistakes = [
    """
    definitions:
      stages:
        MQL: { with: sales }
        #< warning LP0114
        sales ready: { with: sales }
        #< LP0113
        sal: { with: sale, finl: true }
        #            ^^^^ LP0105
        #                  ^^^^ LP0010
        sql: { with: sales, final: yes }
        #                          ^^^ LP0014
      events:
        first: { in: activities }
        #< LP0113
      terms:
        not: score > 1
        #< LP0113
        9lives: score > 1
        #< LP0113
        Hot: score > 1
        #< warning LP0114
      dispositions:
        lost: { reason: needed }
        #               ^^^^^^ LP0134
      stage: {}
      #< LP0010
    """,
    """
    definitions:
      events:
        touch: { in: activities }
        #< warning LP0115
      terms:
        hot: score > 1
        #< warning LP0115
    calendars:
      here: { time_zone: UTC, hours: { mon-fri: 09:00-17:00 } }
      there: { time_zone: UTC, hours: { mon-fri: 09:00-17:00 } }
      #< warning LP0115
    default_calendar: here
    escalation:
      ladder: [{ at: due, to: owner }]
      #< warning LP0115
    """,
    """
    definitions:
      events:
        a: { any: [created, b] }
        #< LP0116
        b: { any: [a] }
    """,
    """
    definitions:
      terms:
        hot: score > 80 or cool
        #< LP0237
        cool: not hot
    """,
    """
    responsibilities:
      sales:
        same: { require: email is not null }
        Other: { require: email is not null }
        #< warning LP0114
      marketing:
        same: { require: company is not null }
        #< LP0112
      finance:
      #< LP0105
        r: { require: email is not null }
    """,
]

private let eventMistakes = [
    """
    definitions:
      events:
        none: {}
        #< LP0011
        where: { where: kind = 'call' }
        #< LP0011
        both: { in: activities, any: [created] }
        #                       ^^^ LP0111
        table: { in: activitys }
        #            ^^^^^^^^^ LP0134
        empty: { any: [] }
        #             ^^ LP0135
        list: [created]
        #     ^^^^^^^^^ LP0012
        text: { at: disposition }
        #< LP0143
        deal: { in: opportunities, at: amount }
        #< LP0143
        odd: { at: "score > 1" }
        #          ^^^^^^^^^^^ LP0134
        extra: { at: created_at, where: score > 1 }
        #                        ^^^^^ LP0010
    """,
    """
    definitions:
      stages: { mql: {}, sal: {} }
      events:
        touch: { in: activities }
        any: { any: [toch, enters mqll, mql, each touch, leaves, created now] }
        #            ^^^^ LP0103
        #                         ^^^^ LP0102
        #                               ^^^ LP0103
        #                                    ^^^^ LP0107
        #                                                      ^ LP0107
        #                                                                ^^^ LP0107
    """,
    """
    definitions:
      stages: { mql: {}, sal: {} }
      events: { touch: { in: activities } }
    responsibilities:
      sales:
        a: { clock: { from: 2 touch, to: first touch, within: 1 day } }
        #                   ^ LP0107
        #                                ^^^^^ LP0107
        b: { clock: { from: enters mql, to: 0 touch, within: 1 day } }
        #                                   ^ LP0107
        c: { clock: { from: enters mql, to: 2 touch across 3 kind, within: 1 day } }
        #                                                  ^ LP0107
        d: { clock: { from: enters mql, to: 2 touch across kind, within: 1 day } }
        #                                                  ^^^^ LP0107
        e: { clock: { from: enters mql, to: 2 touch across 2, within: 1 day } }
        #                                                   ^ LP0107
        f: { clock: { from: enters mql, to: touch twice, within: 1 day } }
        #                                         ^^^^^ LP0107
        g: { clock: { from: [enters mql], to: touch, within: 1 day } }
        #                   ^^^^^^^^^^^^ LP0107
        h: { clock: { from: { in: activities }, to: touch, within: 1 day } }
        #                   ^^^^^^^^^^^^^^^^^^ LP0011
        #                     ^^ LP0010
        i: { clock: { from: "", to: touch, within: 1 day } }
        #                    ^ LP0107
        j: { clock: { from: enters mql, to: 6 enters sall, within: 1 day } }
        #                                            ^^^^ LP0102
    """,
]

private let ruleMistakes = [
    """
    responsibilities:
      sales:
        empty: {}
        #< LP0110
        nothing:
        #< LP0012
        text: soon
        #     ^^^^ LP0012
        two: { require: email is not null, unique: email }
        #                                  ^^^^^^ LP0111
        wrong: { requires: email is not null }
        #        ^^^^^^^^ LP0010
        at: { unique: email, at: created }
        #                    ^^ LP0010
        odd: { require: email is not null, severity: urgent, escalation: ladder }
        #                                            ^^^^^^ LP0134
        #                                                                ^^^^^^ LP0106
        scope: { require: email is not null, applies: [a] }
        #                                             ^^^ LP0013
      markting: { r: { unique: email } }
      #< LP0105
    """,
    """
    metrics:
      a: { require: email is not null }
      #    ^^^^^^^ LP0127
      b: { volume: { of: created, per: month, at_least: 4 }, goal: { met: 90% } }
      #                                       ^^^^^^^^ LP0127
      #                                                      ^^^^ LP0127
      c: { rate: { of: assigned, among: created, per: month }, severity: major }
      #                                                        ^^^^^^^^ LP0127
      d: { clock: { from: created, to: assigned, within: 1 day, warn_at: 75% } }
      #                                          ^^^^^^ LP0127
      #                                                         ^^^^^^^ LP0127
      e: { clock: { from: created, to: assigned } }
      f: { clock: { from: created, to: assigned, calendar: owner } }
      #                                                    ^^^^^ LP0304
    """,
    """
    responsibilities: [sales]
    #                 ^^^^^^^ LP0012
    """,
]

private let clockMistakes = [
    """
    definitions: { stages: { mql: {}, sal: {}, hold: {} } }
    calendars: { office: { time_zone: UTC, hours: { mon-fri: 09:00-17:00 } } }
    responsibilities:
      sales:
        keys: { clock: { from: created } }
        #       ^^^^^ LP0011
        #       ^^^^^ LP0011
        text: { clock: soon }
        #              ^^^^ LP0012
        target: { clock: { from: enters mql, to: assigned, within: 4 fortnights } }
        #                                                            ^^^^^^^^^^ LP0301
        rows: { clock: { from: enters mql, to: assigned, within: [] } }
        #                                                        ^^ LP0135
        row: { clock: { from: enters mql, to: assigned, within: { target: 1 day } } }
        #                                                       ^^^^^^^^^^^^^^^^^ LP0015
        when:
          clock:
            from: enters mql
            to: assigned
            within:
              - { when: score > 80, target: 1 day }
              - { target: 2 days }
              - { when: score > 70, target: 3 days }
              # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ LP0120
              - { when: score > 60 }
              # ^^^^^^^^^^^^^^^^^^^^ LP0011
        twice:
          clock:
            from: enters mql
            to: assigned
            within:
              - { when: score > 80, target: 1 day }
              - { when: score > 80, target: 2 days }
              # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ LP0120
              # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning LP0121
        warn: { clock: { from: created, to: assigned, within: 1 day, warn_at: 120% } }
        #                                                                     ^^^^ LP0122
        warned: { clock: { from: created, to: assigned, within: 1 day, warn_at: 0.75 } }
        #                                                                       ^^^^ LP0132
        calendar: { clock: { from: created, to: assigned, within: 1 day, calendar: ofice } }
        #                                                                          ^^^^^ LP0303
        country: { clock: { from: created, to: assigned, within: 1 day, calendar: lead.country } }
        #                                                                         ^^^^^^^^^^^^ LP0303
        pause: { clock: { from: created, to: assigned, within: 1 day, pause: { in: [on-hold] } } }
        #                                                                           ^^^^^^^ LP0102
        pauses: { clock: { from: created, to: assigned, within: 1 day, pause: { in: [] } } }
        #                                                                           ^^ LP0135
        paused:
          clock:
            from: created
            to: assigned
            within: 1 day
            pause:
              - { in: [hold] }
              - { from: enters hold, until: leaves hold }
              - { in: [hold], until: assigned }
              #               ^^^^^ LP0111
              - { from: enters hold }
              # ^^^^^^^^^^^^^^^^^^^^^ LP0011
              - { from: enters hold, until: enters hold }
              #                             ^^^^^^^^^^^ LP0123
              - { from: each enters hold, until: leaves hold }
              #         ^^^^ LP0107
              - { while: hold }
              #   ^^^^^ LP0010
              - hold
              # ^^^^ LP0012
        unpaused: { clock: { from: created, to: assigned, within: 1 day, pause: [] } }
        #                                                                       ^^ LP0135
        cancel: { clock: { from: enters mql, to: assigned, within: 1 day, cancel: enters mql } }
        #                                                                         ^^^^^^^^^^ LP0123
        itself: { clock: { from: each enters sal, to: enters sal, within: 1 day } }
        #                                             ^^^^^^^^^^ LP0123
    """,
    """
    responsibilities:
      sales:
        none: { clock: { from: created, to: assigned, within: 4 business hours } }
        #                                                     ^^^^^^^^^^^^^^^^ LP0304
    """,
    """
    calendars:
      a: { time_zone: UTC, hours: { mon-fri: 09:00-17:00 } }
      b: { time_zone: UTC, hours: { mon-fri: 09:00-17:00 } }
    responsibilities:
      sales:
        which: { clock: { from: created, to: assigned, within: 2 business days } }
        #                                                      ^^^^^^^^^^^^^^^ LP0304
        owner: { clock: { from: created, to: assigned, within: close of business, calendar: owner } }
        #                                                                                   ^^^^^ LP0304
        named: { clock: { from: created, to: assigned, within: close of business, calendar: a } }
    """,
]

private let reachMistakes = [
    """
    definitions: { terms: { hot: score >= 80 } }
    responsibilities:
      sales:
        narrow:
          clock:
            from: created
            to: assigned
            within:
              - { when: hot, target: 1 hour }
              - { when: hot and country = 'DE', target: 2 hours }
              # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ LP0120
              - { when: score >= 60 or segment = 'a', target: 3 hours }
              - { when: score > 60 and segment = 'b', target: 4 hours }
              # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ LP0120
              - { when: segment  =  'a', target: 5 hours }
              - { when: segment = 'b', target: 5 hours }
              - { when: score >= 50, target: 5 hours }
              - { when: score < 10, target: 5 hours }
              - { when: score <= 9, target: 5 hours }
              # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ LP0120
              - { when: score < 10.5, target: 5 hours }
              - { target: 6 hours }
    """
]

private let inequalityMistakes = [
    """
    definitions:
      terms: { big: employees > 100 }
    responsibilities:
      sales:
        a:
          applies: segment <> 'smb' and score > 1
          #        ^^^^^^^^^^^^^^^^ warning LP0222
          require: country not in ('US', 'CA')
          #        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning LP0222
        b:
          applies: segment <> 'smb' and segment is not null
          require: country is null or country not in ('US', 'CA')
        c:
          applies: id <> 'x' and big <> false
          require: segment is distinct from 'smb' and coalesce(country, '') <> 'US'
        d: { require: owner.team <> 'a' }
        #             ^^^^^^^^^^^^^^^^^ warning LP0222
    """
]

private let acrossMistakes = [
    """
    definitions:
      stages: { mql: {} }
      events: { touch: { in: activities }, both: { any: [touch, created] } }
    responsibilities:
      sales:
        rows: { clock: { from: created, to: 6 touch across 2 kind, within: 1 day } }
        instants: { clock: { from: created, to: 6 touch across 2 at, within: 1 day } }
        #                                         ^^^^^ LP0143
        stage: { clock: { from: created, to: 6 enters mql across 2 kind, within: 1 day } }
        #                                      ^^^^^^^^^^ LP0107
        any: { clock: { from: created, to: 6 both across 2 kind, within: 1 day } }
        #                                    ^^^^ LP0107
    """
]

private let kindMistakes = [
    """
    definitions: { stages: { nurture: {} }, events: { touch: { in: activities } } }
    nurturing:
      keys: { cadence: { every: 30 days } }
      #       ^^^^^^^ LP0011
      #       ^^^^^^^ LP0011
      rhythm: { cadence: { while: nurture, event: touch } }
      #         ^^^^^^^ LP0011
      both: { cadence: { while: nurture, event: touch, every: 1 day, schedule: [2 days] } }
      #                                                              ^^^^^^^^ LP0124
      order: { cadence: { while: nurture, event: touch, schedule: [30 days, 30 days] } }
      #                                                                     ^^^^^^^ LP0125
      mixed: { cadence: { while: nurture, event: touch, schedule: [30 days, 2 months] } }
      #                                                                     ^^^^^^^^ LP0125
      none: { cadence: { while: nurture, event: touch, schedule: [] } }
      #                                                          ^^ LP0135
      text: { cadence: { while: nurture, event: touch, schedule: 30 days } }
      #                                                          ^^^^^^^ LP0015
      close: { cadence: { while: nurture, event: touch, every: close of business } }
      #                                                        ^^^^^^^^^^^^^^^^^ LP0301
      stage: { cadence: { while: last nuture, event: touch, every: 1 day } }
      #                               ^^^^^^ LP0102
      while: { cadence: { while: in nurture now, event: touch, every: 1 day } }
      #                          ^^^^^^^^^^^^^^ LP0107
    """,
    """
    responsibilities:
      marketing:
        limit: { volume: { of: created, per: month } }
        #        ^^^^^^ LP0011
        number: { volume: { of: created, per: month, at_least: '1,000' } }
        #                                                      ^^^^^^^ LP0133
        share: { volume: { of: created, per: month, at_least: 120% of leads } }
        #                                                     ^^^^^^^^^^^^^ LP0133
        percent: { volume: { of: created, per: month, at_least: 9% } }
        #                                                       ^^ LP0133
        sum: { volume: { of: created, sum: company, per: month, at_least: 9 } }
        #< LP0143
        sums: { volume: { of: created, sum: score, per: month, at_least: 9% of leads } }
        #                                                                ^^^^^^^^^^^ LP0133
        crossed: { volume: { of: created, per: month, at_least: 9, at_most: 8 } }
        #                                                                   ^ LP0126
        period: { volume: { of: created, per: day, at_least: 9 } }
        #                                     ^^^ LP0134
        rate: { rate: { of: created, among: created, per: month, at_least: 60% } }
        #                   ^^^^^^^ LP0123
        rates: { rate: { of: assigned, among: created, per: month, at_least: 60, at_most: 101% } }
        #                                                                    ^^ LP0132
        #                                                                                 ^^^^ LP0132
        which: { rate: { of: first assigned, among: created, per: month, at_least: 60% } }
        #                    ^^^^^ LP0107
    """,
]

private let goalMistakes = [
    """
    responsibilities:
      sales:
        short: { unique: email, goal: 95% }
        #                             ^^^ LP0012
        empty: { unique: email, goal: {} }
        #                       ^^^^ LP0128
        share: { unique: email, goal: { met: 95 } }
        #                                    ^^ LP0132
        key: { unique: email, goal: { meet: 95% } }
        #                             ^^^^ LP0010
        quantile: { unique: email, goal: { p90: 6 hours } }
        #                                  ^^^ LP0129
        clock: { clock: { from: created, to: assigned, within: 1 day }, goal: { p90: 6 houses, p100: 2 days } }
        #                                                                              ^^^^^^ LP0301
        #                                                                                      ^^^^ LP0010
        days: { clock: { from: created, to: assigned, within: 1 day }, goal: { p90: 2 business days } }
        #                                                                           ^^^^^^^^^^^^^^^ LP0129
    """
]

private let calendarMistakes = [
    """
    calendars:
      empty: {}
      #< LP0011
      #< LP0011
      zone: { time_zone: US/Estern, hours: { mon-fri: 09:00-17:00 } }
      #                  ^^^^^^^^^ LP0302
      day: { time_zone: UTC, hours: { weekdays: 09:00-17:00 } }
      #                               ^^^^^^^^ LP0306
      days: { time_zone: UTC, hours: { mon-fri: 09:00-17:00, wed: 09:00-12:00 } }
      #                                                      ^^^ LP0307
      hours: { time_zone: UTC, hours: { mon: 9-17 } }
      #                                      ^ LP0305
      windows: { time_zone: UTC, hours: { mon: [09:00-13:00, 12:00-17:00] } }
      #                                                      ^^^^^^^^^^^ LP0307
      night: { time_zone: UTC, hours: { fri: 22:00-06:00, sat: 05:00-12:00 } }
      #                                                   ^^^ LP0307
      text: { time_zone: UTC, hours: 09:00-17:00 }
      #                              ^^^^^^^^^^^ LP0012
      owner: { time_zone: UTC, hours: { mon: 09:00-17:00 } }
      #< LP0113
      key: { timezone: UTC, hours: { mon: 09:00-17:00 } }
      #      ^^^^^^^^ LP0010
    default_calendar: nowhere
    #                 ^^^^^^^ LP0303
    calendars_by:
      country: { US: usa }
      #              ^^^ LP0303
    """,
    """
    calendars:
      a: { inherits: b }
      #              ^ LP0308
      b: { inherits: a }
      c: { inherits: d }
      #              ^ LP0303
    """,
    """
    term: { from: 2026-01-01, until: 2026-12-31 }
    calendars:
      a:
        time_zone: UTC
        hours: { mon-fri: 09:00-17:00 }
        holidays:
          - 2026-13-01
          # ^^^^^^^^^^ LP0312
          - 2062-01-01
          # ^^^^^^^^^^ warning LP0311
          - 12-25
          - 12-25
          # ^^^^^ warning LP0310
          - { date: 2026-12-24, hours: 9-12 }
          #                            ^ LP0305
          - { name: Nothing }
          # ^^^^^^^^^^^^^^^^^ LP0011
          - { from: 2026-12-28, until: 2026-12-27 }
          #                            ^^^^^^^^^^ LP0131
          - { file: holidays.csv }
          #         ^^^^^^^^^^^^ LP0309
          - { file: missing.ics }
          #         ^^^^^^^^^^^ LP0309
          - []
          # ^^ LP0013
    """,
    """
    term: { from: 2026-01-01, until: 2027-12-31 }
    calendars:
      a:
      #< warning LP0313
        time_zone: UTC
        hours: { mon-fri: 09:00-17:00 }
        holidays: [2026-12-25]
    """,
    """
    term: { from: 2026-01-01, until: 2026-12-31 }
    calendars:
      closed: { time_zone: UTC, hours: { mon-fri: closed } }
      #< LP0315
      past: { time_zone: UTC, hours: {}, holidays: [{ date: 2025-12-31, hours: 09:00-12:00 }] }
      #< LP0315
      #                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning LP0311
      fair: { time_zone: UTC, hours: {}, holidays: [{ date: 2026-12-31, hours: 09:00-12:00 }] }
      still: { inherits: fair, hours: { sun: closed } }
      reversed: { time_zone: UTC, hours: { mon-fri: 17:00-09:00 } }
      #                                             ^^^^^^^^^^^ warning LP0316
      night: { time_zone: UTC, hours: { mon-fri: 20:00-08:00 } }
      parts: { time_zone: UTC, hours: { mon-fri: [00:00-09:00, 17:00-24:00] } }
      spring: { time_zone: Europe/Berlin, hours: { sun: 02:00-03:00 } }
      #< warning LP0317
      summer: { time_zone: Europe/Berlin, hours: { sun: 02:00-03:30, mon: 02:00-03:00 } }
      beirut: { time_zone: Asia/Beirut, hours: { sat-sun: 00:00-01:00, mon: 09:00-10:00 } }
      #< warning LP0317
      none: { time_zone: Asia/Tokyo, hours: { mon-sun: 02:00-03:00 } }
    """,
    """
    term: { from: 2011-12-01, until: 2012-01-31 }
    calendars:
      apia: { time_zone: Pacific/Apia, hours: { mon-fri: 09:00-17:00 } }
      #< warning LP0317
    """,
    """
    calendars:
      a: { time_zone: UTC, hours: { mon-fri: 09:00-17:00 } }
      b: { time_zone: Europe/Berlin, hours: { sun: 02:00-03:00 } }
      #< warning LP0317
    default_calendar: a
    calendars_by: { team: { emea: b } }
    responsibilities:
      sales:
        owner: { clock: { from: created, to: assigned, within: 1 business day, calendar: owner.team } }
        owners: { clock: { from: created, to: assigned, within: 1 business day, calendar: owner.teams } }
        #                                                                                 ^^^^^^^^^^^ LP0303
        team: { clock: { from: created, to: assigned, within: 1 business day, calendar: team } }
        bare: { clock: { from: created, to: assigned, within: 1 business day, calendar: teem } }
        #                                                                               ^^^^ LP0303
    """,
    """
    calendars:
      a: { time_zone: UTC, hours: { mon-fri: 09:00-17:00 } }
      team: { time_zone: UTC, hours: { mon-fri: 09:00-17:00 } }
      #< LP0113
    default_calendar: a
    definitions:
      stages: { mql: { with: sales } }
      events:
        reply: { in: activities, where: direction = 'inbound' }
        change: { in: stage_changes }
        won: { in: opportunities }
        either: { any: [reply, change] }
    responsibilities:
      sales:
        team: { clock: { from: created, to: assigned, within: 1 business day, calendar: team } }
        #                                                                               ^^^^ LP0303
        user: { clock: { from: each reply, to: assigned, within: 1 business day, calendar: user } }
        changed: { clock: { from: change, to: assigned, within: 1 business day, calendar: user } }
        created: { clock: { from: created, to: assigned, within: 1 business day, calendar: user } }
        #                         ^^^^^^^ LP0304
        won: { clock: { from: won, to: assigned, within: 1 business day, calendar: user } }
        #                     ^^^ LP0304
        either: { clock: { from: either, to: assigned, within: 1 business day, calendar: user } }
        #                        ^^^^^^ LP0304
    nurturing:
      rest: { cadence: { while: mql, event: reply, every: 3 business days, calendar: user } }
      #< LP0304
    """,
    """
    term: { from: 2026-01-01, until: 2026-12-31 }
    calendars:
      dated:
      #< warning LP0307
        time_zone: UTC
        hours: { mon-fri: 05:00-17:00 }
        holidays: [{ date: 2026-12-23, hours: 22:00-06:00 }]
      evening:
      #< warning LP0307
        time_zone: UTC
        hours: { mon-fri: 21:00-02:00 }
        holidays: [{ date: 2026-12-24, hours: 01:00-12:00 }, { date: 2026-12-30, hours: 00:00-12:00 }]
      apart:
        time_zone: UTC
        hours: { mon-fri: 06:00-17:00 }
        holidays: [{ date: 2026-12-23, hours: 22:00-06:00 }, { date: 2026-12-31, hours: 22:00-24:00 }]
      weekend:
        time_zone: UTC
        hours: { mon-fri: 05:00-17:00 }
        holidays: [{ date: 2026-12-25, hours: 22:00-06:00 }]
    """,
]

private let escalationMistakes = [
    """
    parties:
      marketing: { email: ana@acme.example }
      sales: { name: Tom }
    escalation:
      ladder:
        - { at: 75%, to: ownr }
        #                ^^^^ LP0105
        - { at: 150%, to: owner }
        #       ^^^^ LP0122
        - { at: due }
        # ^^^^^^^^^^^ LP0011
        - { to: manager }
        # ^^^^^^^^^^^^^^^ LP0011
        - { at: later, to: manager }
        #       ^^^^^ LP0134
        - { at: due, after: 1 day, to: manager }
        #            ^^^^^ LP0111
        - { after: soon, to: manager.manager }
        #          ^^^^ LP0301
        - { at: due, to: sales }
        #                ^^^^^ warning LP0137
        - { at: due, to: tom@ }
        #                ^^^^ LP0136
        - { at: due, to: [owner, marketing, ceo@acme.example] }
      empty: []
      #< LP0135
      text: owner
      #     ^^^^^ LP0015
    """
]

private let waiverMistakes = [
    """
    term: { from: 2026-01-01, until: 2026-12-31 }
    parties:
      marketing: { name: Ana }
      sales: { name: Tom }
    responsibilities:
      sales: { first-response: { require: email is not null } }
    waivers:
      - { rule: first-reponse, until: 2026-02-01, reason: x, approved_by: Ana }
      #         ^^^^^^^^^^^^^ LP0701
      - { rule: first-response, reason: x, approved_by: Ana }
      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ LP0702
      - { rule: first-response, until: 2026-02-01 }
      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ LP0703
      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ LP0703
      - { rule: first-response, from: 2026-03-01, until: 2026-02-01, reason: x, approved_by: Ana }
      #                                                  ^^^^^^^^^^ LP0131
      - { rule: first-response, until: 2025-02-01, reason: x, approved_by: Ana }
      #                                ^^^^^^^^^^ warning LP0705
      - { rule: first-response, from: 2027-01-01, until: 2027-02-01, reason: x, approved_by: Ana }
      #                               ^^^^^^^^^^ warning LP0705
      - { rule: first-response, until: 2026-02-01, reason: x, approved_by: Tom }
      #                                                                    ^^^ warning LP0704
    """,
    """
    waivers: { rule: x }
    #        ^^^^^^^^^^^ LP0015
    """,
]

private let scoringMistakes = [
    """
    scoring:
      handoff: sixty
      #        ^^^^^ LP0133
      points:
        - { when: score > 1, each: created, add: 1 }
        #                    ^^^^ LP0111
        - { add: 1 }
        # ^^^^^^^^^^ LP0011
        - { when: title like '%VP%', add: 20, at_most: 30 }
        #                                     ^^^^^^^ LP0010
        - { each: created }
        # ^^^^^^^^^^^^^^^^^ LP0011
        - { each: replied, add: 10 }
        #         ^^^^^^^ LP0103
        - { when: computed_score > 1, add: 10 }
        #         ^^^^^^^^^^^^^^ LP0145
        - { when: score > 1, add: 1, decay: { by: 50%, every: 30 days } }
        #                            ^^^^^ LP0010
        - { each: created, add: 1, decay: { by: 50, every: 30 days } }
        #                                       ^^ LP0132
        - { each: created, add: 1, decay: { by: 50%, every: 2 business days } }
        #                                                   ^^^^^^^^^^^^^^^ LP0301
        - { each: created, add: 1, decay: { every: 30 days } }
        #                          ^^^^^ LP0011
        - { each: created, add: 1, at_most: -3 }
        #                                   ^^ LP0133
    """
]

private let conditionMistakes = [
    """
    definitions:
      stages: { mql: {}, sal: {} }
      terms:
        enterprise: segment = 'enterprise'
      dispositions: { accepted: {} }
      events:
        change: { in: stage_changes, where: to_stage = 'slq' }
        #                                              ^^^^^ LP0102
    responsibilities:
      sales:
        a: { require: score = 'high' }
        #                     ^^^^^^ LP0233
        b: { require: stage = 'sall' or stage in ('mql') }
        #                     ^^^^^^ LP0102
        c: { require: enterprize }
        #             ^^^^^^^^^^ LP0104
        d: { require: disposition <> 'acepted' }
        #             ^^^^^^^^^^^^^^^^^^^^^^^^ warning LP0222
        #                            ^^^^^^^^^ LP0144
        e: { unique: score > 1 }
        #            ^^^^^^^^^ LP0235
        f: { require: title }
        #             ^^^^^ LP0234
        g: { require: (score > 1 }
        #             ^ LP0209
    """,
    """
    responsibilities:
      sales:
        a:
          require: campaign = 'Spring #2'
          #                           ^ LP0023
    """,
    """
    responsibilities:
      sales:
        b: { require: title = 'don''t # know' }
        #                             ^ LP0023
    """,
    """
    responsibilities:
      sales:
        a:
          says: don't worry # it's fine
          require: score > 1 # (a comment
    """,
]
