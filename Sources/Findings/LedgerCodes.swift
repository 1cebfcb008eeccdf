/// LP10xx: the ledger, and notices that are made of it.
extension Code {
    public static let ledgerUnusable = Code(
        "LP1001", "ledger that cannot be used",
        """
        The file given as `--ledger`, or to `history`, cannot be read or written: it is something else, damaged, written by a newer
        leadpact, on a full or read-only disk, or another leadpact writes to it for longer than ten seconds. One in PostgreSQL
        (`--ledger postgres:DATABASE`) may also not be reached, or its user may not write there.

        Nothing is lost: a run is recorded whole or not at all, and the next one records what this one did not. Name a file of its
        own, where there is none `check --ledger` makes it:

            leadpact check agreement.yaml snapshot/ --ledger sla.db
        """)
    public static let ledgerOutOfOrder = Code(
        "LP1002", "snapshot older than the ledger",
        """
        A ledger tells what changed from one snapshot to the next, so they are recorded in the order in which they were taken. This
        one is older than the last that was recorded; what it would change was overtaken.

        To record old snapshots, begin a ledger of its own with the oldest.
        """)

    static let ledgerCodes = [ledgerUnusable, ledgerOutOfOrder]
}
