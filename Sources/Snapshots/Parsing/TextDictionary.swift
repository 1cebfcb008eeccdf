import Columns

/// The distinct texts of a column, numbered in the order in which they turn up, while they are few.
///
/// An open-addressing table: a text of up to sixteen bytes is compared as two words without a second look at memory.
/// Safe because its slots are owned here, and an index into them is always masked.
@safe final class TextDictionary {
    /// Distinct texts, at most; a column with more is kept as spans.
    static let limit = 4096

    fileprivate struct Slot {
        var first: UInt64 = 0
        var second: UInt64 = 0
        /// Length + 1; 0 in an empty slot.
        var length: UInt32 = 0
        var hash: UInt32 = 0
        var code: UInt32 = 0
        /// Index into `longTexts`, of a text longer than sixteen bytes.
        var text: UInt32 = 0
    }

    /// The code of a text that is not well-formed.
    static let invalid = UInt32.max

    /// By code; the first stands for the missing value.
    private(set) var values: [[UInt8]] = [[]]
    /// Whether some text was not well-formed.
    private(set) var hasInvalid = false
    private var slots: UnsafeMutablePointer<Slot>
    /// A power of two, at least twice as many as are filled.
    private var slotCount = 256
    /// Read in loops over rows, which could not afford to have each access checked.
    @exclusivity(unchecked) private var longTexts: [[UInt8]] = []
    private let meanings: [[UInt8]: [UInt8]?]
    private var codeOfMeaning: [[UInt8]: UInt32] = [:]
    private var filled = 0

    /// - Parameter meanings: Texts that stand for others, or for none.
    init(meanings: [[UInt8]: [UInt8]?] = [:]) {
        self.meanings = meanings
        unsafe slots = .allocate(capacity: slotCount)
        unsafe slots.initialize(repeating: Slot(), count: slotCount)
    }

    deinit { unsafe slots.deallocate() }

    /// The code of what an empty field means.
    lazy var codeOfEmpty: UInt32 = {
        guard let meaning = meanings[[]], let meaning else { return 0 }
        return code(ofMeaning: meaning)
    }()

    /// What a loop over rows looks texts up in; to be taken anew after something was added.
    ///
    /// Safe because it is taken anew whenever the slots may have moved, and its dictionary outlives the loop.
    @safe struct View {
        fileprivate let slots: UnsafePointer<Slot>
        fileprivate let mask: Int
        fileprivate let codeOfEmpty: UInt32
        /// For its long texts, which are rare: a copy of their array would be copied with each text that is added.
        fileprivate let dictionary: TextDictionary

        /// The code of a cell's text; nil where the dictionary does not have it yet.
        ///
        /// Cost: 3 ns while the texts in use fit the first cache.
        @inline(__always)
        func code(of cell: RowBlock.Cell, in block: RowBlock) -> UInt32? {
            if cell.length == 0 { return codeOfEmpty }
            let key = block.key(cell)
            var index = Int(truncatingIfNeeded: key.hash) & mask
            while true {
                let slot = unsafe slots[index]
                if slot.length == 0 { return nil }
                // A cell with doubled quotes has other bytes than its text, and never equals a slot.
                if slot.first == key.first, slot.second == key.second,
                    slot.length == UInt32(truncatingIfNeeded: cell.length) &+ 1,
                    unsafe cell.length <= 16 || block.equals(cell, dictionary.longTexts[Int(slot.text)])
                {
                    return slot.code
                }
                index = (index &+ 1) & mask
            }
        }

        /// Writes the codes of a field's texts, from some row on, up to the first text that the dictionary does not have yet.
        ///
        /// Cost: 2 ns a row while the texts in use fit the first cache.
        /// - Returns: The row of that text, or the number of rows.
        fileprivate func write(
            _ cells: RowBlock.Cells, of block: RowBlock, from first: Int, to codes: UnsafeMutablePointer<UInt32>
        ) -> Int {
            let count = block.rowCount
            var row = first
            while row < count {
                let cell = cells[row]
                var code = codeOfEmpty
                if cell.length > 16 {
                    guard let known = longCode(of: cell, in: block) else { return row }
                    code = known
                } else if cell.length > 0 {
                    let key = cells.shortKey(cell)
                    let length = UInt32(truncatingIfNeeded: cell.length) &+ 1
                    var index = Int(truncatingIfNeeded: key.hash) & mask
                    while unsafe slots[index].first != key.first || slots[index].second != key.second
                        || slots[index].length != length
                    {
                        if unsafe slots[index].length == 0 { return row }
                        index = (index &+ 1) & mask
                    }
                    code = unsafe slots[index].code
                }
                unsafe (codes + row).initialize(to: code)
                row &+= 1
            }
            return row
        }

        @inline(never)
        private func longCode(of cell: RowBlock.Cell, in block: RowBlock) -> UInt32? { code(of: cell, in: block) }
    }

    /// The codes of a field's texts, those that are new added; nil where there are too many, or one is longer than a text
    /// may be.
    func codes(of field: Int, in block: RowBlock) -> [UInt32]? {
        let cells = block.cells(field)
        var isFull = false
        let codes = unsafe [UInt32](unsafeUninitializedCapacity: block.rowCount) { buffer, initialized in
            guard let base = buffer.baseAddress else { return }
            while true {
                initialized = unsafe view.write(cells, of: block, from: initialized, to: base)
                if initialized == block.rowCount { return }
                guard let code = code(adding: cells[initialized], in: block) else {
                    isFull = true
                    return
                }
                unsafe (base + initialized).initialize(to: code)
                initialized += 1
            }
        }
        return isFull ? nil : codes
    }

    var view: View {
        unsafe View(slots: slots, mask: slotCount - 1, codeOfEmpty: codeOfEmpty, dictionary: self)
    }

    /// The code of a cell's text, which is added where it is new; nil where there are too many texts already, or it is
    /// longer than a text may be.
    func code(adding cell: RowBlock.Cell, in block: RowBlock) -> UInt32? {
        if let code = view.code(of: cell, in: block) { return code }
        guard cell.length <= TextSpan.longest else { return nil }
        if block.hasDoubledQuotes(cell) { return insertContent(of: cell, block) }
        let key = block.key(cell)
        var index = Int(truncatingIfNeeded: key.hash) & (slotCount - 1)
        while unsafe slots[index].length != 0 { index = (index + 1) & (slotCount - 1) }
        let slot = Slot(first: key.first, second: key.second, hash: UInt32(truncatingIfNeeded: key.hash))
        return insert(cell, block, slot, at: index)
    }

    private func insert(_ cell: RowBlock.Cell, _ block: RowBlock, _ new: Slot, at index: Int) -> UInt32? {
        guard filled < TextDictionary.limit else { return nil }
        var slot = new
        slot.length = UInt32(cell.length) + 1
        let text = block.rawBytes(cell.range)
        if block.isText(cell) {
            slot.code = code(ofText: text)
        } else {
            slot.code = TextDictionary.invalid
            hasInvalid = true
        }
        if cell.length > 16 {
            slot.text = unsafe UInt32(longTexts.count)
            unsafe longTexts.append(text)
        }
        unsafe slots[index] = slot
        filled += 1
        if 2 * filled > slotCount { grow() }
        return slot.code
    }

    private func grow() {
        let count = 4 * slotCount
        let larger = UnsafeMutablePointer<Slot>.allocate(capacity: count)
        unsafe larger.initialize(repeating: Slot(), count: count)
        for old in 0..<slotCount where unsafe slots[old].length != 0 {
            var index = unsafe Int(slots[old].hash) & (count - 1)
            while unsafe larger[index].length != 0 { index = (index + 1) & (count - 1) }
            unsafe larger[index] = slots[old]
        }
        unsafe slots.deallocate()
        unsafe slots = larger
        slotCount = count
    }

    /// The rare text with quotes in it has no slot.
    private func insertContent(of cell: RowBlock.Cell, _ block: RowBlock) -> UInt32? {
        guard block.isText(cell) else {
            hasInvalid = true
            return TextDictionary.invalid
        }
        guard values.count < TextDictionary.limit else { return nil }
        return code(ofText: block.content(cell))
    }

    func code(ofText text: [UInt8]) -> UInt32 {
        guard let meaning = meanings[text] else { return code(ofMeaning: text) }
        return meaning.map { code(ofMeaning: $0) } ?? 0
    }

    private func code(ofMeaning text: [UInt8]) -> UInt32 {
        if text.isEmpty { return 0 }
        if let code = codeOfMeaning[text] { return code }
        let code = UInt32(values.count)
        values.append(text)
        codeOfMeaning[text] = code
        return code
    }
}
