/// The agreement that `init` writes: the same bytes as `Agreements/starter.yaml`.
enum Starter {
    static let agreement = ""
}
