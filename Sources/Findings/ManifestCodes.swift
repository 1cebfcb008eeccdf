/// LP04xx: the manifest of a snapshot.
extension Code {
    static let manifestCodes: [Code] = []
}
