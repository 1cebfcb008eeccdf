/// LP07xx: gate and waivers.
extension Code {
    static let gateCodes: [Code] = []
}
