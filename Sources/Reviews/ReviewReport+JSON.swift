import Agreements
import BusinessTime
import Columns
import Compliance
import Findings
import Reports
import Snapshots

extension ReviewReport {
    /// Writes every number of the review as JSON. Durations are seconds, shares lie between 0 and 1.
    public func writeJSON(to out: consuming ByteWriter) {
        var json = JSONWriter(out)
        json.object { object in
            object.pair("leadpact_review", 1)
            object.pair("version", version)
            object.pair("agreement", agreement.id)
            object.pair("title", agreement.title)
            object.pair("period", judgement.period.name)
            object.pair("previous_period", previousPeriod.name)
            object.pair("to_date", judgement.period.isCurrent)
            object.key("as_of")
            object.value(instant: snapshot.asOf)
            object.pair("time_zone", agreement.zone.identifier)
            object.pair("leads", snapshot.leads.rowCount)
            object.pair("acceptance", agreement.acceptanceStates.words)
            object.key("rules")
            object.list { list in for rule in rules { list.value(rule) } }
            for (name, cases) in [("worst", worst), ("pending", pending)] {
                object.key(name)
                object.list { list in for one in cases { list.value(one) } }
            }
            object.key("waivers")
            object.list { list in
                for one in waivers {
                    list.object(onOneLine: true) { waiver in
                        waiver.pair("rule", one.waiver.rule)
                        waiver.pair("reason", one.waiver.reason)
                        waiver.pair("approved_by", one.waiver.approvedBy)
                        waiver.pair("age_days", one.age)
                        waiver.pair("ended", one.hasEnded)
                        waiver.pair("excused", one.used)
                    }
                }
            }
            object.pairs(of: funnel)
            object.key("questions")
            object.list { list in for question in questions { list.value(question) } }
            object.key("findings")
            object.list { list in
                for finding in findings {
                    list.object(onOneLine: true) { object in
                        object.pair("code", finding.code.id)
                        object.pair("message", finding.message)
                    }
                }
            }
        }
        json.finish()
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ review: ReviewReport.RuleReview) {
        let result = review.result
        object { object in
            object.pair("id", review.rule.id)
            object.pair("party", review.rule.party)
            object.pair("kind", review.rule.kind.name)
            object.pair("severity", review.rule.severity.rawValue)
            object.pair("says", review.rule.says)
            object.pair("refused", result.isRefused)
            object.pair("missed", review.isMissed)
            object.key("verdicts")
            object.object(onOneLine: true) { counts in
                for verdict in Verdict.allCases { counts.pair(verdict.kind ?? verdict.name, result[verdict]) }
            }
            object.pair("kept", review.kept)
            object.pair("previous", review.previous)
            object.pair("wanted", result.goal?.wanted)
            if let interval = review.interval { object.pair("interval", [interval.low, interval.high]) }
            if let budget = review.budget {
                object.key("budget")
                object.object(onOneLine: true) { object in
                    object.pair("allowed", budget.allowed)
                    object.pair("used", budget.used)
                    object.pair("share_of_period", budget.share)
                    object.key("runs_out")
                    if let runsOut = budget.runsOut { object.value(instant: runsOut) } else { object.null() }
                }
            }
            object.key("figures")
            object.list { list in
                for figure in result.figures {
                    list.object(onOneLine: true) { object in
                        object.pair("period", figure.name)
                        object.pair("value", figure.value)
                        object.pair("among", figure.among)
                    }
                }
            }
            object.key("weeks")
            object.list { list in
                for week in review.weeks { list.row("week_of", CivilDate.format(week.monday), week.kept) }
            }
            object.key("times")
            object.list { list in for row in review.times { list.value(row) } }
            object.key("quarters_of_target")
            object.list(onOneLine: true) { list in for count in review.quarters { list.value(count) } }
            object.key("breakdowns")
            object.object { object in
                for breakdown in review.breakdowns {
                    object.key(breakdown.dimension)
                    object.list { list in for row in breakdown.rows { list.row("name", row.name, row.kept) } }
                }
            }
        }
    }

    private mutating func pair(_ name: String, _ truth: Bool?) {
        key(name)
        if let truth { value(truth) } else { null() }
    }

    private mutating func pair(_ name: String, _ numbers: [Double]) {
        key(name)
        list(onOneLine: true) { list in for number in numbers { list.value(number) } }
    }

    private mutating func pair(_ name: String, _ kept: Kept) {
        key(name)
        object(onOneLine: true) { object in
            object.pair("met", kept.met)
            object.pair("judged", kept.judged)
            object.pair("share", kept.share)
        }
    }

    private mutating func row(_ key: String, _ name: String, _ kept: Kept) {
        object(onOneLine: true) { object in
            object.pair(key, name)
            object.pair("met", kept.met)
            object.pair("judged", kept.judged)
        }
    }

    private mutating func value(_ row: ReviewReport.Times) {
        object(onOneLine: true) { object in
            object.pair("condition", row.condition)
            object.pair("target", row.text)
            object.pair("judged", row.judged)
            for (name, time) in [("median", row.median), ("p90", row.p90), ("p95", row.p95)] {
                object.key(name)
                object.value(secondsOf: time)
            }
            object.key("enough_for_95_percent")
            if let enough = row.enough { object.value(secondsOf: enough) } else { object.null() }
        }
    }

    fileprivate mutating func value(_ one: ReviewReport.Case) {
        object(onOneLine: true) { object in
            object.pair("rule", one.view.rule.id)
            object.pair("subject", one.view.subject)
            object.pair("lead", one.view.lead)
            object.pair("company", one.company)
            object.pair("verdict", one.view.verdict.name)
            object.pair("owner", one.view.owner ?? one.view.ownerID)
            object.key("due")
            if one.record.due == missing { object.null() } else { object.value(instant: one.record.due) }
            object.pair("reason", one.view.reason)
        }
    }

    fileprivate mutating func value(_ question: Question) {
        object { object in
            object.pair("id", question.id)
            object.pair("question", question.text)
            object.pair("missing", question.missing)
            object.key("answers")
            object.list { list in
                for answer in question.answers {
                    list.object(onOneLine: true) { object in
                        object.pair("group", answer.group)
                        object.pair("words", answer.words)
                        object.key("numbers")
                        object.object { numbers in
                            for number in answer.numbers { numbers.pair(number.name, number.value) }
                        }
                    }
                }
            }
        }
    }

    fileprivate mutating func pairs(of funnel: Funnel?) {
        pair("touch", funnel?.touch)
        key("funnel")
        guard let funnel else { return null() }
        list { list in
            for group in funnel.groups { list.value(group, funnel) }
        }
    }

    private mutating func value(_ group: Funnel.Group, _ funnel: Funnel) {
        object { object in
            object.pair("group", group.name)
            object.pair("leads", group.leads)
            object.pair("handed_over", group.handedOver)
            object.key("by_touches")
            object.list(onOneLine: true) { list in for count in group.byTouches { list.value(count) } }
            object.key("went_on_by_touches")
            object.list(onOneLine: true) { list in for count in group.convertedByTouches { list.value(count) } }
            object.key("stages")
            object.list { list in
                for (stage, figures) in zip(funnel.stages, group.stages) {
                    list.object(onOneLine: true) { object in
                        object.pair("stage", stage.name)
                        object.pair("entered", figures.entered)
                        object.pair("went_on", figures.wentOn)
                        object.pair("present", figures.present)
                        object.key("median_stay")
                        if figures.stays.isEmpty {
                            object.null()
                        } else {
                            object.value(secondsOf: figures.stays.sorted().nearestRank(0.5))
                        }
                    }
                }
            }
        }
    }
}
