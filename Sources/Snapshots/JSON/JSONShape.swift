/// How the records of a file of JSON are put together.
struct JSONShape: Hashable, Sendable {
    enum Arrangement: Hashable, Sendable {
        /// Each line is a record.
        case lines
        /// Records follow one another, each over as many lines as it likes.
        case loose
        /// Lists of records.
        case lists
        /// Pages as an API answers them: objects with a list of records under this key.
        case pages(key: [UInt8])
    }

    var arrangement: Arrangement
    var keys = JSONKeys()

    /// Under which an API's answer has its records: Salesforce; HubSpot; Pipedrive and Zoho; Dynamics and all of OData.
    static let pageKeys = ["records", "results", "data", "value"]

    /// Whether a file holds JSON: by its name, or else since it begins like nothing but JSON.
    static func isJSON(_ head: ArraySlice<UInt8>, path: String) -> Bool {
        var name = path.lowercased()
        for compressed in [".gz", ".zst"] where name.hasSuffix(compressed) {
            name.removeLast(compressed.count)
        }
        if [".json", ".jsonl", ".ndjson"].contains(where: { name.hasSuffix($0) }) { return true }
        let signs = head.lazy.filter { !isBlank($0) }.prefix(2)
        return signs.elementsEqual(Array("{\"".utf8)) || signs.elementsEqual(Array("[{".utf8))
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    /// What the first bytes of a file say.
    ///
    /// - Parameters:
    ///   - head: Without a byte order mark; enough of the file for the keys of its first value.
    ///   - pageKeys: Under which a page may have its records.
    static func arrangement(
        of head: ArraySlice<UInt8>, under pageKeys: [String] = JSONShape.pageKeys
    ) -> Arrangement {
        guard let start = head.firstIndex(where: { !isBlank($0) }) else { return .lines }
        if head[start] == UInt8(ascii: "[") { return .lists }
        guard head[start] == UInt8(ascii: "{") else { return .lines }
        // A page is told by a key of the outermost object before a list; lines by the first value ending on its line.
        var depth = 0
        var at = start
        var text: ArraySlice<UInt8> = []
        var key: ArraySlice<UInt8> = []
        var hasLineEnd = false
        while at < head.endIndex {
            switch head[at] {
            case UInt8(ascii: "\""):
                let opening = at + 1
                at = opening
                while at < head.endIndex, head[at] != UInt8(ascii: "\"") {
                    at += head[at] == UInt8(ascii: "\\") ? 2 : 1
                }
                text = head[opening..<min(at, head.endIndex)]
            case UInt8(ascii: ":"): key = text
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                let isList = head[at] == UInt8(ascii: "[")
                if depth == 1, isList, pageKeys.contains(where: { key.elementsEqual($0.utf8) }),
                    holdsObjects(head[(at + 1)...])
                {
                    return .pages(key: Array(key))
                }
                depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return hasLineEnd ? .loose : .lines }
            case 0x0A: hasLineEnd = true
            default: break
            }
            at += 1
        }
        return hasLineEnd && depth > 0 ? .loose : .lines
    }

    /// Whether a list of records begins here, and not one of texts; an empty one may be.
    private static func holdsObjects(_ list: ArraySlice<UInt8>) -> Bool {
        guard let first = list.first(where: { !isBlank($0) }) else { return true }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "]")
    }
}
