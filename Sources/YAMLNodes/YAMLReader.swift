import Findings

/// Reads YAML into nodes that know their places.
///
/// The dialect is what people write in configuration: one document, keys that are plain text and stand once, anchors and
/// aliases; no tags, no merge keys, no types (a scalar is text until its place asks for something else).
public enum YAMLReader {
    /// What a document may cost before it is refused.
    public struct Limits: Sendable {
        public var bytes: Int
        /// Lists and mappings inside one another.
        public var depth: Int
        /// Nodes that aliases add, counted as if each were written out.
        public var aliasedNodes: Int

        public init(bytes: Int = 16 << 20, depth: Int = 64, aliasedNodes: Int = 100_000) {
            self.bytes = bytes
            self.depth = depth
            self.aliasedNodes = aliasedNodes
        }

        public static let standard = Limits()
    }

    /// Reads one document. The root is nil where the text is empty or no YAML; an error says why.
    public static func read(
        _ source: SourceText, limits: Limits = .standard
    ) -> (root: Node?, findings: [Finding]) {
        let faults = encodingFaults(in: source, limits: limits)
        if faults.hasErrors { return (nil, faults) }
        var builder = TreeBuilder(source: source, limits: limits)
        let root = builder.document()
        return (root, builder.findings)
    }
}
