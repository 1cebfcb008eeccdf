/// LP06xx: rules that meet a snapshot.
extension Code {
    static let meetingCodes: [Code] = []
}
