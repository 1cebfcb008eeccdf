/// LP05xx: the data of a snapshot.
extension Code {
    static let dataCodes: [Code] = []
}
