import Reports

extension Page {
    /// One file of HTML that needs nothing else: no script is needed to read it, and nothing is asked of any network.
    ///
    /// - Parameter logo: Shown at the top.
    public func html(_ template: PageTemplate = .standard, logo: PageLogo? = nil) -> String {
        var values = values
        values["logo"] = logo?.address ?? ""
        values["hasLogo"] = logo != nil
        return template.render(values)
    }

    private typealias Values = [String: any Sendable]

    private var values: Values {
        [
            "title": title.onOneLine, "subtitle": subtitle.onOneLine, "answer": answer.onOneLine,
            "tone": tone.rawValue, "hasActions": !actions.isEmpty, "actions": actions.map(\.onOneLine),
            "hasCards": !cards.isEmpty,
            "cards": cards.map { card -> Values in
                [
                    "title": card.title.onOneLine, "figure": card.figure, "detail": card.detail.onOneLine,
                    "tone": card.tone.rawValue,
                ]
            },
            "sections": sections.map { section -> Values in
                ["id": section.id, "title": section.title, "blocks": section.blocks.map(Self.values)]
            },
            "colophon": colophon.onOneLine,
        ]
    }

    /// Every name has a value in every block: what a block lacks is not to be found in the one around it.
    private static func values(_ block: Block) -> Values {
        var values: Values = [
            "text": false, "heading": false, "list": false, "table": false, "chart": false, "details": false,
        ]
        switch block {
        case .text(let text): values["text"] = ["words": text.onOneLine] as Values
        case .heading(let text, let detail):
            values["heading"] = ["words": text.onOneLine, "detail": detail.onOneLine] as Values
        case .list(let items): values["list"] = ["items": items.map(\.onOneLine)] as Values
        case .table(let table): values["table"] = self.values(table)
        case .chart(let chart): values["chart"] = self.values(chart)
        case .details(let summary, let blocks):
            values["details"] = ["summary": summary.onOneLine, "blocks": blocks.map(self.values)] as Values
        }
        return values
    }

    private static func values(_ table: Table) -> Values {
        [
            "caption": table.caption.onOneLine, "rest": table.rest?.onOneLine ?? "", "hasRest": table.rest != nil,
            "columns": table.columns.map { column -> Values in
                ["title": column.title, "kind": column.isNumber ? "number" : "words"]
            },
            "rows": table.rows.map { row -> Values in
                [
                    "cells": zip(row, table.columns).map { cell, column -> Values in
                        [
                            "text": cell.text.onOneLine, "tone": cell.tone.rawValue,
                            "kind": column.isNumber ? "number" : "words", "hasOrder": cell.order != nil,
                            "order": cell.order.map { $0.description } ?? "", "hasBar": cell.bar != nil,
                            "bar": tenths(100 * min(1, max(0, cell.bar ?? 0))),
                        ]
                    }
                ]
            },
        ]
    }

    /// The plot is 100 units high and 32 wide for each bar.
    private static func values(_ chart: Chart) -> Values {
        let width = 28
        return [
            "title": chart.title.onOneLine, "width": tenths(Double(chart.bars.count * width + 8)),
            "view": tenths(Double(max(12, chart.bars.count) * width + 44)),
            "hasGoal": chart.goal != nil, "goal": tenths(100 - 100 * (chart.goal ?? 0)),
            "goalWords": chart.goal.map { percentage($0) } ?? "",
            "end": tenths(Double(max(12, chart.bars.count) * width + 36)),
            "bars": chart.bars.enumerated().map { index, bar -> Values in
                let height = 100 * (bar.share ?? 0)
                return [
                    "x": tenths(Double(index * width + 40)), "middle": tenths(Double(index * width + 51)),
                    "y": tenths(100 - height), "height": tenths(height), "label": bar.label, "words": bar.words,
                    "tone": bar.tone.rawValue,
                    // As many labels as fit side by side.
                    "hasLabel": index % max(1, (chart.bars.count + 9) / 10) == 0,
                ]
            },
        ]
    }

    /// At most one decimal, as both CSS and SVG read it.
    private static func tenths(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }
}
