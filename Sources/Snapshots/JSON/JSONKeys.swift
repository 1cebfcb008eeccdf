/// The keys that the records of a file have, as a tree: what a nested object holds becomes columns of its own, whose names
/// are its path, as in `properties.email`.
struct JSONKeys: Hashable, Sendable {
    /// The most columns that a file may have: keys that are data (`{"00Q1": {…}, "00Q2": {…}}`) would make one a record.
    static let mostColumns = 4096

    struct Key: Hashable, Sendable {
        var name: [UInt8]
        /// The whole path.
        var column: String
        /// The object that the key holds in some record, by number.
        var object: Int?
        /// Some record has a value here that is no object.
        var isColumn = false
    }

    private(set) var keys: [Key] = []
    /// The keys that are columns, in the order in which they became so.
    private(set) var columns: [Int] = []
    /// By object the numbers of its keys; the record itself is the first object.
    private var numbers: [[[UInt8]: Int]] = [[:]]

    var objectCount: Int { numbers.count }
    var columnNames: [String] { columns.map { keys[$0].column } }
    var isTooWide: Bool { keys.count > JSONKeys.mostColumns }

    func key(_ name: [UInt8], in object: Int) -> Int? { numbers[object][name] }

    /// Takes up a key that is new to an object.
    mutating func add(_ name: [UInt8], to object: Int, path: String) -> Int {
        let text = String(decoding: name, as: UTF8.self)
        keys.append(Key(name: name, column: path.isEmpty ? text : path + "." + text))
        numbers[object][name] = keys.count - 1
        return keys.count - 1
    }

    mutating func makeColumn(_ key: Int) {
        guard !keys[key].isColumn else { return }
        keys[key].isColumn = true
        columns.append(key)
    }

    /// The object that a key holds.
    mutating func makeObject(_ key: Int) -> Int {
        if let object = keys[key].object { return object }
        numbers.append([:])
        keys[key].object = numbers.count - 1
        return numbers.count - 1
    }
}
