import Columns
import Findings

/// Where parts must have a type, or the same type, and what to say when they do not.
extension Binder {
    /// Makes a part be of a type.
    ///
    /// - Parameters:
    ///   - whole: Whether the part is a whole condition, or a whole term.
    ///   - user: The function that wants the type.
    /// - Returns: Whether it can be; if not, that is reported.
    @discardableResult
    mutating func require(
        _ part: Part, _ type: PartType, in scope: Scope, whole: Bool = false, for user: String? = nil
    ) -> Bool {
        let place = scope.source.place(part.expression.range)
        if types.fix(part.type, as: type, at: place) { return true }
        let found = types.type(part.type)?.phrase ?? "something else"
        if let first = types.origin(part.type), case .name = part.expression.kind {
            reportTwoTypes(part, type, first: first, in: scope)
        } else if type == .boolean {
            report(
                .notACondition, "a condition is wanted here, and \(quoted(part, scope)) is \(found)",
                at: part.expression,
                in: scope, notes: conditionNotes(part, scope))
        } else {
            let wanted = user.map { "\($0) takes \(type.phrase)" } ?? "\(type.phrase) is wanted here"
            report(
                whole ? .wrongType : .typeMismatch, "\(wanted), and \(quoted(part, scope)) is \(found)",
                at: part.expression,
                in: scope, notes: wantedNotes(part, type, scope))
        }
        return false
    }

    private func conditionNotes(_ part: Part, _ scope: Scope) -> [String] {
        if case .text = part.expression.kind {
            return ["and and or join whole conditions; several values are compared with in ('a', 'b')"]
        }
        let written = snippet(part.expression, scope)
        var isName = false
        if case .name = part.expression.kind { isName = true }
        let orNull = isName ? ", or write \(written) is not null" : ""
        return switch types.type(part.type) {
        case .text: ["compare it, as in \(written) = 'value'\(orNull)"]
        case .number: ["compare it, as in \(isName ? "\(written) > 0" : "score >= \(written)")\(orNull)"]
        case .duration: ["compare it with a length of time, as in as_of - created_at > 30 days"]
        case .instant, .date: ["compare it, as in \(isName ? written : "created_at") > as_of - 30 days\(orNull)"]
        case .boolean, nil: ["compare it\(orNull)"]
        }
    }

    /// What to write where a type other than that of a part is wanted.
    private func wantedNotes(_ part: Part, _ wanted: PartType, _ scope: Scope) -> [String] {
        let written = snippet(part.expression, scope)
        switch (wanted, part.expression.kind) {
        case (.text, .number): return ["write '\(written)' in quotes to mean text"]
        case (.text, .name): return ["name a column of text here, such as email"]
        case (.text, _): return ["text is a column of text, such as email, or words in quotes"]
        default: return ["name a column that holds \(wanted.phrase)"]
        }
    }

    /// Makes parts be of one type. Dates that meet instants become instants.
    ///
    /// - Parameter use: What they are together, as the end of a message.
    mutating func common(
        _ parts: [Part], in scope: Scope, use: String = "they cannot be compared"
    ) -> TypeVariable {
        var joined: (part: Part, type: PartType)?
        for part in parts {
            guard let type = types.type(part.type) else { continue }
            guard let first = joined else {
                joined = (part, type)
                continue
            }
            if type == first.type { continue }
            if Set([type, first.type]) == [.date, .instant] {
                joined = (first.part, .instant)
            } else {
                reportMismatch(first.part, part, use, in: scope)
                return types.new()
            }
        }
        guard let joined else {
            for part in parts.dropFirst()
            where !types.join(parts[0].type, part.type, at: scope.source.place(part.expression.range)) {
                reportMismatch(parts[0], part, use, in: scope)
            }
            return parts[0].type
        }
        let result = types.new(joined.type)
        for part in parts where types.type(part.type) == nil {
            if !types.fix(part.type, as: joined.type, at: scope.source.place(part.expression.range)) {
                reportMismatch(joined.part, part, use, in: scope)
            }
        }
        return result
    }

    /// An operation of the type that its part has in common with others.
    static func lower(_ part: Part, to common: TypeVariable, _ types: TypeVariables) -> Operation {
        let operation = part.lower(types)
        return types.type(part.type) == .date && types.type(common) == .instant
            ? .convert(.startOfDay, operation) : operation
    }

    // MARK: Messages

    private mutating func reportMismatch(_ first: Part, _ second: Part, _ use: String, in scope: Scope) {
        for (part, other) in [(second, first), (first, second)] {
            if let origin = types.origin(part.type), case .name = part.expression.kind,
                let type = types.type(other.type)
            {
                reportTwoTypes(part, type, first: origin, in: scope)
                return
            }
        }
        if types.type(second.type) == nil {
            report(
                .typeMismatch, "no column holds a length of time, so \(quoted(second, scope)) is none",
                at: second.expression,
                in: scope, notes: ["a length of time is a difference, as in as_of - created_at"])
            return
        }
        // The literal is what the author can mend; of two columns the second is shown.
        let shown = first.expression.isLiteral && !second.expression.isLiteral ? first : second
        report(
            .typeMismatch,
            "\(quoted(first, scope)) is \(types.type(first.type)?.phrase ?? "of another type") and \(quoted(second, scope)) is "
                + "\(types.type(second.type)?.phrase ?? "of another type"): \(use)",
            at: shown.expression, in: scope,
            notes: mismatchNotes(first, second, scope) + mismatchNotes(second, first, scope))
    }

    private mutating func reportTwoTypes(_ part: Part, _ type: PartType, first: Place, in scope: Scope) {
        let name = snippet(part.expression, scope)
        let known = types.type(part.type)?.phrase ?? "of another type"
        report(
            .columnOfTwoTypes, "'\(name)' is used as \(type.phrase) here and as \(known) before", at: part.expression,
            in: scope, notes: ["the type of a column can be declared in the manifest of the snapshot"],
            related: [Finding.Related(place: first, message: "used as \(known) here")])
    }

    /// How to mend `part`, so that it goes with `other`.
    private func mismatchNotes(_ part: Part, _ other: Part, _ scope: Scope) -> [String] {
        let written = snippet(part.expression, scope)
        switch (part.expression.kind, types.type(other.type)) {
        case (.text(let text), .number) where Double(text)?.isFinite == true: return ["write \(text) without quotes"]
        case (.text(let text), .boolean) where ["true", "false"].contains(text.lowercased()):
            return ["write \(text.lowercased()) without quotes"]
        case (.text(let text), .date) where TimeLiteral.day(text) != nil: return ["write date '\(text)'"]
        case (.text(let text), .instant) where TimeLiteral.day(text) != nil: return ["write date '\(text)'"]
        case (.text(let text), .instant) where (try? TimeLiteral.instant(text)) != nil:
            return ["write timestamp '\(text)'"]
        case (.text, .boolean): return ["write true or false"]
        case (.text, .date), (.text, .instant): return ["write date '2026-03-01' or timestamp '2026-03-01T09:00:00Z'"]
        case (.text, .number): return ["a number is written without quotes, as in \(example(of: other, scope)) >= 80"]
        case (.number, .text): return ["write '\(written)' in quotes to compare it as text"]
        case (.number, .duration): return ["write a unit of time: \(written) days"]
        case (.number, .boolean): return ["write true or false"]
        case (.boolean, .text): return ["write '\(written)' in quotes to compare it as text"]
        default: return []
        }
    }

    /// A column as it is written, or one that everybody knows.
    private func example(of part: Part, _ scope: Scope) -> String {
        if case .name = part.expression.kind { return snippet(part.expression, scope) }
        return "score"
    }

    func snippet(_ node: Expression, _ scope: Scope) -> String {
        guard isTalking else { return "" }
        let scalars = scope.source.text.unicodeScalars
        var view = String.UnicodeScalarView()
        for scalar in scalars.dropFirst(node.range.lowerBound).prefix(min(node.range.count, 60)) { view.append(scalar) }
        return shortened(String(view))
    }

    /// A text as it is, everything else within quotes.
    private func quoted(_ part: Part, _ scope: Scope) -> String {
        let written = snippet(part.expression, scope)
        return part.expression.isLiteral || written.contains("'") ? written : "'\(written)'"
    }

    func phrase(_ part: Part, _ scope: Scope) -> String {
        let type = types.type(part.type)?.phrase ?? "a value"
        return "\(type) (\(snippet(part.expression, scope)))"
    }
}

extension Expression {
    fileprivate var isLiteral: Bool {
        switch kind {
        case .null, .boolean, .number, .text, .date, .instant, .duration: true
        case .negated(let operand): operand.isLiteral
        case .asOf, .name, .arithmetic, .comparison, .distinct, .isNull, .isTruth, .among, .between, .like, .not, .and,
            .or,
            .choice, .call:
            false
        }
    }
}
