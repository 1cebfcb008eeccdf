import Columns
import Findings

extension Binder {
    /// What a name stands for.
    enum Meaning {
        case column(ColumnPath, table: String, declared: ValueType?)
        /// A column that nobody listed, in a table that may have such.
        case unlisted(ColumnPath, table: String)
        case term(TermKey)
        /// Why, when somebody asks: to find the nearest name takes time.
        case nothing(() -> Fault)
    }

    /// Why a name stands for nothing.
    struct Fault {
        var code: Code
        var message: String
        var notes: [String]
    }

    mutating func namePart(_ name: Expression.Name, _ node: Expression, in scope: Scope) -> Part {
        switch meaning(of: name, in: scope) {
        case .column(let path, let table, let declared):
            return column(path, table: table, declared: declared, node, scope)
        case .unlisted(let path, let table):
            doubt(name, of: table, node, in: scope)
            return column(path, table: table, declared: nil, node, scope)
        case .term(let key):
            if hidesColumn(key) {
                warn(
                    .termHidesColumn,
                    "'\(key.name)' is a term of the agreement and a column of leads; the term is meant",
                    at: node, in: scope, notes: ["write \"\(key.name)\" in double quotes to mean the column"])
            }
            if let part = term(key, node) { return part }
        case .nothing(let explanation):
            guard isTalking else { break }
            let fault = explanation()
            report(fault.code, fault.message, at: node, in: scope, notes: fault.notes)
        }
        return unknown(node)
    }

    func meaning(of name: Expression.Name, in scope: Scope) -> Meaning {
        var table = scope.table
        var links = scope.links
        for (position, link) in name.parts.dropLast().enumerated() {
            if let next = schema.tables[table]?.links[link] {
                table = next
                links.append(link)
            } else if position > 0 || link != "lead" || table != Schema.leads {
                return .nothing { [table] in unknownRecord(link, of: table, in: name) }
            }
        }
        let last = name.parts[name.parts.count - 1]
        if !name.isQuoted, table == Schema.leads, schema.terms[last] != nil {
            return .term(TermKey(name: last, links: links))
        }
        let known = schema.tables[table]
        let path = ColumnPath(links: links, column: last)
        if let declared = known?.columns[last] { return .column(path, table: table, declared: declared) }
        if known?.hasUnlistedColumns == true, known?.links[last] == nil {
            return .unlisted(path, table: table)
        }
        return .nothing { [table] in unknownColumn(last, of: table, in: name) }
    }

    /// A column that nobody listed may be a slip of the pen, or text in the wrong quotes.
    private mutating func doubt(_ name: Expression.Name, of table: String, _ node: Expression, in scope: Scope) {
        let column = name.parts[name.parts.count - 1]
        let near = nearest(to: column, among: schema.tables[table]?.columns.keys.sorted() ?? [])
        if name.isQuoted {
            guard !column.needsQuotes, near == nil else { return }
            warn(
                .textInDoubleQuotes, "\"\(shortened(column))\" is the name of a column, and no known one", at: node,
                in: scope,
                notes: ["write '\(shortened(column))' if the text is meant, else \(shortened(column)) without quotes"])
        } else if let near {
            warn(
                .unknownColumn, "no known column of \(table) is called '\(shortened(column))'", at: node, in: scope,
                notes: ["did you mean '\(near)'? If your export has such a column, write \"\(shortened(column))\""])
        }
    }

    private func hidesColumn(_ key: TermKey) -> Bool { schema.tables[Schema.leads]?.columns[key.name] != nil }

    // MARK: Names that mean nothing

    private func unknownRecord(_ link: String, of table: String, in name: Expression.Name) -> Fault {
        let known = schema.tables[table]
        let reachable = (known?.links.keys.sorted() ?? []) + (table == Schema.leads ? ["lead"] : [])
        var notes: [String] = []
        if known?.columns[name.text] != nil {
            notes.append("write \"\(name.text)\" in double quotes to mean the column of that name")
        } else if let near = nearest(to: link, among: reachable) {
            notes.append("did you mean '\(near)'?")
        }
        let elsewhere = reachable.filter { step in
            guard let next = known?.links[step] else { return false }
            return schema.tables[next]?.links[link] != nil
        }
        if let step = elsewhere.first { notes.append("write \(step).\(name.text)") }
        if reachable.isEmpty {
            notes.append("\(table) are not joined with other records")
        } else {
            notes.append("from \(table) these can be reached: \(reachable.joined(separator: ", "))")
        }
        return Fault(
            code: .unknownRecord, message: "no record '\(shortened(link))' can be reached from \(table)", notes: notes)
    }

    private func unknownColumn(_ column: String, of table: String, in name: Expression.Name) -> Fault {
        guard let known = schema.tables[table] else {
            return Fault(
                code: .unknownRecord, message: "there is no table \(table), so '\(shortened(name.text))' has no value",
                notes: schema.tables.isEmpty
                    ? [] : ["the tables are \(schema.tables.keys.sorted().joined(separator: ", "))"])
        }
        let columns = known.columns.keys.sorted()
        if known.links[column] != nil {
            return Fault(
                code: .unknownRecord, message: "'\(name.text)' is a record; a condition asks about one of its columns",
                notes: ["write \(name.text).id is not null to ask whether there is one"])
        }
        var notes: [String] = []
        if name.isQuoted {
            notes.append("did you mean '\(shortened(column.replacingQuotes))'? Text is written in single quotes")
        }
        if let meant = known.headers[column] {
            notes.append("'\(shortened(column))' is a header of the export, which is read as '\(meant)'")
        }
        let words = columns + (table == Schema.leads ? schema.terms.keys.sorted() : [])
        if !name.isQuoted, let first = column.split(separator: "-").first, first != column,
            words.contains(String(first))
        {
            notes.append("'\(shortened(column))' is read as one name; put spaces around '-' to subtract")
        } else if let near = nearest(to: column, among: words), near != column {
            notes.append(
                "did you mean \(known.columns[near] != nil && near.needsQuotes ? "\"\(near)\"" : "'\(near)'")?")
        } else if !name.isQuoted, table != Schema.leads, schema.terms[column] != nil {
            notes.append("'\(column)' is a term of a lead: write lead.\(column)")
        } else if !name.isQuoted, name.parts.count == 1, known.headers[column] == nil {
            notes.append("if the text is meant, write '\(shortened(column))' in single quotes")
        }
        notes.append("the columns of \(table) are \(Binder.list(columns))")
        return Fault(
            code: name.isQuoted ? .textInDoubleQuotes : .unknownColumn,
            message: "\(table) have no column '\(shortened(column))'", notes: notes)
    }

    /// Names in a message: all of them, unless there are too many to read.
    private static func list(_ names: [String]) -> String {
        let most = 60
        if names.isEmpty { return "none" }
        let shown = names.prefix(most).joined(separator: ", ")
        return names.count > most ? "\(shown) and \(names.count - most) more" : shown
    }

    // MARK: The order of terms

    /// The terms that an expression uses, directly or by way of others, each after those that it uses itself. Nil where
    /// they go in a circle, which is reported. Without recursion, since terms may come in chains of any length.
    mutating func termOrder(of expression: Expression, in scope: Scope) -> [TermKey]? {
        struct Visit {
            var key: TermKey?
            var scope: Scope
            /// Those not looked at yet, the next one last.
            var pending: [(key: TermKey, node: Expression)]
        }
        var order: [TermKey] = []
        var done: Set<TermKey> = []
        var open: Set<TermKey> = []
        var stack = [Visit(key: nil, scope: scope, pending: termsNamed(in: expression, scope))]
        while var visit = stack.popLast() {
            guard let next = visit.pending.popLast() else {
                if let key = visit.key {
                    order.append(key)
                    done.insert(key)
                    open.remove(key)
                }
                continue
            }
            stack.append(visit)
            if done.contains(next.key) { continue }
            if open.contains(next.key) {
                let circle = stack.compactMap(\.key).drop { $0 != next.key }.map(\.name) + [next.key.name]
                reportCircle(circle, at: next.node, in: visit.scope)
                return nil
            }
            guard let condition = schema.terms[next.key.name] else { continue }
            if stack.count > 100 {
                report(
                    .termsTooDeep, "term '\(next.key.name)' is nested too deep in others", at: next.node,
                    in: visit.scope)
                return nil
            }
            let inner = Scope(source: condition.source, table: Schema.leads, links: next.key.links)
            open.insert(next.key)
            stack.append(Visit(key: next.key, scope: inner, pending: termsNamed(in: condition.expression, inner)))
        }
        return order
    }

    private func termsNamed(in expression: Expression, _ scope: Scope) -> [(key: TermKey, node: Expression)] {
        var found: [(key: TermKey, node: Expression)] = []
        expression.visit { node in
            guard case .name(let name) = node.kind, case .term(let key) = meaning(of: name, in: scope) else { return }
            found.append((key, node))
        }
        return found.reversed()
    }

    private mutating func reportCircle(_ circle: [String], at node: Expression, in scope: Scope) {
        let message =
            circle.count == 2
            ? "term '\(circle[0])' is defined by itself"
            : "terms define each other: \(circle.joined(separator: " → "))"
        let related = circle.dropLast().dropFirst().compactMap { name in
            schema.terms[name].map { Finding.Related(place: $0.place, message: "'\(name)' is defined here") }
        }
        report(
            .termCycle, message, at: node, in: scope,
            notes: ["to mean a column of the same name, write it in double quotes: \"\(circle[circle.count - 1])\""],
            related: related)
    }
}

extension String {
    /// Whether a column of this name is written in double quotes.
    fileprivate var needsQuotes: Bool {
        !unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0) }
            || Keyword.spelt(self)?.isReserved == true || unicodeScalars.first.map { ("0"..."9").contains($0) } ?? true
    }

    /// The inside of a text in single quotes.
    fileprivate var replacingQuotes: String {
        split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
    }
}
