import Columns
import Findings

/// The type of a part of a condition: those of columns, and lengths of time.
enum PartType: String, Hashable, CaseIterable {
    case boolean, number, text, date, instant, duration

    init(_ type: ValueType) {
        switch type {
        case .boolean: self = .boolean
        case .number: self = .number
        case .text: self = .text
        case .date: self = .date
        case .instant: self = .instant
        }
    }

    var valueType: ValueType? { ValueType(rawValue: rawValue) }

    /// As it reads in a message: `a number`.
    var phrase: String {
        switch self {
        case .boolean: "true or false"
        case .number: "a number"
        case .text: "text"
        case .date: "a date"
        case .instant: "an instant"
        case .duration: "a length of time"
        }
    }
}

/// A type that is known, or will be once more of the condition has been read.
struct TypeVariable: Hashable {
    fileprivate let index: Int
}

/// Finds the types of columns that nobody declared from their use: variables that are the same are joined, and sums and
/// products, which may mean several things, wait until only one of them is possible.
struct TypeVariables {
    private struct Entry {
        var parent: Int
        var type: PartType?
        /// Where the type was fixed.
        var origin: Place?
        /// No column holds lengths of time.
        var isColumn: Bool
        var size = 1
        var waiting: [Int] = []
    }

    /// One way in which an operator can be meant.
    struct Signature {
        var operands: [PartType]
        var result: PartType

        init(_ operands: PartType..., to result: PartType) {
            self.operands = operands
            self.result = result
        }
    }

    /// An operator that may mean several things.
    struct Choice {
        /// Operands, then the result.
        fileprivate var variables: [TypeVariable]
        /// The first is taken where nothing decides.
        fileprivate var signatures: [Signature]
    }

    private var entries: [Entry] = []
    private var choices: [Choice] = []

    mutating func new(_ type: PartType? = nil, at origin: Place? = nil, isColumn: Bool = false) -> TypeVariable {
        entries.append(Entry(parent: entries.count, type: type, origin: type == nil ? nil : origin, isColumn: isColumn))
        return TypeVariable(index: entries.count - 1)
    }

    private func root(_ variable: TypeVariable) -> Int {
        var index = variable.index
        while entries[index].parent != index { index = entries[index].parent }
        return index
    }

    func type(_ variable: TypeVariable) -> PartType? { entries[root(variable)].type }

    /// Where the type of a variable was fixed; nil while it is open, and for declared columns and literals.
    func origin(_ variable: TypeVariable) -> Place? { entries[root(variable)].origin }

    /// Makes a variable a type; false where it is another already.
    mutating func fix(_ variable: TypeVariable, as type: PartType, at origin: Place?) -> Bool {
        let root = root(variable)
        if let known = entries[root].type { return known == type }
        if entries[root].isColumn, type == .duration { return false }
        entries[root].type = type
        entries[root].origin = origin
        return narrow(waitingFor: root, at: origin)
    }

    /// Makes two variables one; false where they are of different types already.
    mutating func join(_ a: TypeVariable, _ b: TypeVariable, at origin: Place?) -> Bool {
        var (first, second) = (root(a), root(b))
        if first == second { return true }
        if let type = entries[first].type { return fix(b, as: type, at: origin) }
        if let type = entries[second].type { return fix(a, as: type, at: origin) }
        if entries[first].size < entries[second].size { swap(&first, &second) }
        entries[first].size += entries[second].size
        entries[second].parent = first
        entries[first].isColumn = entries[first].isColumn || entries[second].isColumn
        entries[first].waiting += entries[second].waiting
        entries[second].waiting = []
        return narrow(waitingFor: first, at: origin)
    }

    /// States that an operator has one of several meanings; false where none is possible.
    mutating func choose(
        _ operands: [TypeVariable], _ result: TypeVariable, among signatures: [Signature], at origin: Place?
    ) -> Bool {
        choices.append(Choice(variables: operands + [result], signatures: signatures))
        let index = choices.count - 1
        for variable in operands + [result] { entries[root(variable)].waiting.append(index) }
        return narrow([index], at: origin)
    }

    /// Decides what is left open: operators by their first meaning, all else is text. False where that leads to a
    /// contradiction.
    mutating func settle() -> Bool {
        for index in choices.indices where choices[index].signatures.count > 1 {
            choices[index].signatures = [choices[index].signatures[0]]
            if !narrow([index], at: nil) { return false }
        }
        for index in entries.indices where entries[index].parent == index && entries[index].type == nil {
            entries[index].type = .text
        }
        return true
    }

    private mutating func narrow(waitingFor root: Int, at origin: Place?) -> Bool {
        let waiting = entries[root].waiting
        return narrow(waiting, at: origin)
    }

    /// Strikes out the meanings that have become impossible, and fixes what all those left agree on.
    private mutating func narrow(_ indices: [Int], at origin: Place?) -> Bool {
        var pending = indices
        while let index = pending.popLast() {
            let variables = choices[index].variables
            choices[index].signatures = choices[index].signatures.filter { signature in
                zip(variables, signature.operands + [signature.result]).allSatisfy { isPossible($0, $1) }
            }
            guard let first = choices[index].signatures.first else { return false }
            for (position, variable) in variables.enumerated() {
                let root = root(variable)
                let agreed = (first.operands + [first.result])[position]
                guard entries[root].type == nil,
                    choices[index].signatures.allSatisfy({ ($0.operands + [$0.result])[position] == agreed })
                else { continue }
                entries[root].type = agreed
                entries[root].origin = origin
                pending += entries[root].waiting
            }
        }
        return true
    }

    private func isPossible(_ variable: TypeVariable, _ type: PartType) -> Bool {
        let entry = entries[root(variable)]
        if let known = entry.type { return known == type }
        return !(entry.isColumn && type == .duration)
    }
}
