import Agreements
import BusinessTime
import Columns
import Compliance
import Reports

extension ReviewReport {
    /// One number a row, so that a spreadsheet or a notebook can turn it as it likes: what it is of, by what it is broken down,
    /// and what it measures. Shares lie between 0 and 1, times are seconds; fields are quoted as RFC 4180 says.
    public func writeCSV(to out: consuming ByteWriter) {
        var table = FigureTable(out)
        let period = judgement.period.name
        for rule in rules {
            let id = rule.rule.id
            table.add("rule", id, "period", period, kept: rule.kept)
            if rule.previous.judged > 0 { table.add("rule", id, "period", previousPeriod.name, kept: rule.previous) }
            if let wanted = rule.result.goal?.wanted { table.add("rule", id, "period", period, "goal", wanted) }
            for verdict in Verdict.allCases where verdict != .met {
                table.add("rule", id, "period", period, verdict.kind ?? verdict.name, Double(rule.result[verdict]))
            }
            for figure in rule.result.figures { table.add("rule", id, "period", figure.name, "figure", figure.value) }
            for week in rule.weeks { table.add("rule", id, "week", CivilDate.format(week.monday), kept: week.kept) }
            for breakdown in rule.breakdowns {
                for row in breakdown.rows { table.add("rule", id, breakdown.dimension, row.name, kept: row.kept) }
            }
            for row in rule.times {
                let target = row.condition ?? row.text
                let times = [("median", row.median), ("p90", row.p90), ("p95", row.p95)]
                for (name, time) in times + (row.enough.map { [("enough_for_95_percent", $0)] } ?? []) {
                    table.add("rule", id, "target", target, name, Double(time) / 1000)
                }
            }
            for (index, count) in rule.quarters.enumerated() {
                table.add("rule", id, "part_of_target", Self.quarterNames[index], "cases", Double(count))
            }
        }
        if let funnel { add(funnel, to: &table) }
        for question in questions {
            for answer in question.answers {
                for number in answer.numbers {
                    guard let value = number.value else { continue }
                    table.add("question", question.id, "group", answer.group, number.name, value)
                }
            }
        }
        for one in waivers {
            table.add(
                "waiver", one.waiver.rule, "until", CivilDate.format(one.waiver.until), "excused", Double(one.used))
        }
        table.finish()
    }

    private func add(_ funnel: Funnel, to table: inout FigureTable) {
        for group in funnel.groups {
            table.add("funnel", group.name, "", "", "leads", Double(group.leads))
            table.add("funnel", group.name, "", "", "handed_over", Double(group.handedOver))
            for (stage, figures) in zip(funnel.stages, group.stages) {
                let counts = [("entered", figures.entered), ("went_on", figures.wentOn), ("present", figures.present)]
                for (name, count) in counts {
                    table.add("funnel", group.name, "stage", stage.name, name, Double(count))
                }
                guard !figures.stays.isEmpty else { continue }
                let median = figures.stays.sorted().nearestRank(0.5)
                table.add("funnel", group.name, "stage", stage.name, "median_stay", Double(median) / 1000)
            }
            for count in group.byTouches.indices {
                let touches = count == Funnel.mostTouches ? "\(count) or more" : "\(count)"
                table.add("funnel", group.name, "touches", touches, "leads", Double(group.byTouches[count]))
                table.add("funnel", group.name, "touches", touches, "went_on", Double(group.convertedByTouches[count]))
            }
        }
    }

    /// Of `RuleReview.quarters`, in its order.
    static let quarterNames = [
        "up to 25 %", "25–50 %", "50–75 %", "75–100 %", "100–125 %", "125–150 %", "150–175 %", "175–200 %",
        "over 200 %",
        "not done",
    ]
}

/// Rows of one number each.
private struct FigureTable: ~Copyable {
    private var out: ByteWriter

    init(_ out: consuming ByteWriter) {
        self.out = out
        self.out.write("section,subject,dimension,name,measure,value\n")
    }

    mutating func add(
        _ section: String, _ subject: String, _ dimension: String, _ name: String, _ measure: String, _ value: Double
    ) {
        for field in [section, subject, dimension, name, measure] {
            out.write(field: Array(field.onOneLine.utf8)[...])
            out.write(",")
        }
        let isWhole = value == value.rounded() && value.magnitude < 1e15
        out.write(isWhole ? "\(Int(value))\n" : "\(value)\n")
    }

    mutating func add(_ section: String, _ subject: String, _ dimension: String, _ name: String, kept: Kept) {
        add(section, subject, dimension, name, "met", Double(kept.met))
        add(section, subject, dimension, name, "judged", Double(kept.judged))
        if let share = kept.share { add(section, subject, dimension, name, "share", share) }
    }

    consuming func finish() { out.flush() }
}
