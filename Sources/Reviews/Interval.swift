/// What a share may really be, given how few cases it was counted on.
public struct Interval: Hashable, Sendable {
    /// 0–1.
    public var low: Double
    public var high: Double

    /// The score interval of E. B. Wilson (Probable Inference, the Law of Succession, and Statistical Inference,
    /// Journal of the American Statistical Association 22, 1927, pages 209–212) for 95 of 100.
    ///
    /// - Returns: Nil where nothing was counted.
    public init?(_ kept: Kept) {
        guard let share = kept.share else { return nil }
        let z = 1.959_963_984_540_054
        let n = Double(kept.judged)
        let center = share + z * z / (2 * n)
        let spread = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        let scale = 1 + z * z / n
        low = max(0, (center - spread) / scale)
        high = min(1, (center + spread) / scale)
    }

    /// Below so many cases the interval is shown beside the share.
    public static let smallCount = 100
}
