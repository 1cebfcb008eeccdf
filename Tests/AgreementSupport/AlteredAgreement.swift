import Findings
import YAMLNodes

/// An agreement of which one node was taken away or changed.
package struct AlteredAgreement: CustomStringConvertible, Sendable {
    /// Where the node stands: `responsibilities/sales/first-response/clock/within/0/target`.
    package var path: String
    /// The whole document, in flow style.
    package var text: String

    package var description: String { path }
}

/// The nodes of a document, which can be written again without one of them.
package struct AgreementNodes {
    private let root: Node

    package init?(_ text: String) {
        guard let root = YAMLReader.read(SourceText(path: "agreement.yaml", text: text)).root else { return nil }
        self.root = root
    }

    /// The document as it is, but in flow style, without comments; `reversed` turns the order of all keys round.
    package func flow(reversed: Bool = false) -> String { Self.flow(root, reversed) }

    /// The document without each of its nodes, one at a time: entries of mappings and items of lists, at every depth.
    package var removals: [AlteredAgreement] {
        var result: [AlteredAgreement] = []
        Self.alter(root, "", { _ in nil }, { result.append(AlteredAgreement(path: $0, text: Self.flow($1, false))) })
        return result
    }

    /// The document with each of its scalars that `change` knows another text for, one at a time.
    package func changes(_ change: (String) -> String?) -> [AlteredAgreement] {
        var result: [AlteredAgreement] = []
        Self.alter(root, "", change) { path, node in
            if path.hasSuffix("=") {
                result.append(AlteredAgreement(path: String(path.dropLast()), text: Self.flow(node, false)))
            }
        }
        return result
    }

    /// Every document that differs in one node from this; a path that ends in `=` is that of a changed scalar.
    private static func alter(
        _ node: Node, _ path: String, _ change: (String) -> String?, _ body: (String, Node) -> Void
    ) {
        func put(_ content: Node.Content) -> Node { Node(content, place: node.place) }
        switch node.content {
        case .scalar(var scalar):
            guard let text = change(scalar.text) else { return }
            scalar.text = text
            body(path + "=", put(.scalar(scalar)))
        case .sequence(let items):
            for index in items.indices {
                var rest = items
                rest.remove(at: index)
                body("\(path)/\(index)", put(.sequence(rest)))
                alter(items[index], "\(path)/\(index)", change) { path, item in
                    var others = items
                    others[index] = item
                    body(path, put(.sequence(others)))
                }
            }
        case .mapping(let entries):
            for index in entries.indices {
                var rest = entries
                rest.remove(at: index)
                let here = path.isEmpty ? entries[index].key : "\(path)/\(entries[index].key)"
                body(here, put(.mapping(rest)))
                alter(entries[index].value, here, change) { path, value in
                    var others = entries
                    others[index].value = value
                    body(path, put(.mapping(others)))
                }
            }
        }
    }

    private static func flow(_ node: Node, _ reversed: Bool) -> String {
        switch node.content {
        case .scalar(let scalar): return flow(scalar)
        case .sequence(let items): return "[" + items.map { flow($0, reversed) }.joined(separator: ", ") + "]"
        case .mapping(let entries):
            // Stages stand in the order of the funnel.
            let isFunnel = entries.contains { $0.key == "mql" }
            let ordered = reversed && !isFunnel ? entries.reversed() : entries
            return "{" + ordered.map { "\(quoted($0.key)): \(flow($0.value, reversed))" }.joined(separator: ", ") + "}"
        }
    }

    /// Words stay plain where they can: `true` in quotes is text.
    private static func flow(_ scalar: Scalar) -> String {
        let isPlain =
            scalar.style == .plain
            && scalar.text.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || $0.properties.numericType == .decimal || $0 == "-" || $0 == "~"
            }
        return isPlain ? scalar.text : quoted(scalar.text)
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

/// A text with another last digit; nil where it has none.
package func withOtherDigit(_ text: String) -> String? {
    guard let last = text.lastIndex(where: { ("0"..."9").contains($0) }) else { return nil }
    var changed = text
    changed.replaceSubrange(last...last, with: text[last] == "2" ? "1" : "2")
    return changed
}
