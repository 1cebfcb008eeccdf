import Snapshots

extension DataReport {
    /// The rejected rows as they stand in their files, for whoever mends the export: one row of CSV each, with where it
    /// stands and why it was rejected. The row itself is one field.
    ///
    /// Does nothing where there were too many to hold.
    public func writeRejectedRows(to out: consuming ByteWriter) {
        guard let rejected else { return }
        let comma = UInt8(ascii: ",")
        out.write("table,path,line,reason,row\n")
        for row in rejected {
            out.write(field: Array(row.table.utf8)[...])
            out.write(byte: comma)
            out.write(field: Array(row.path.utf8)[...])
            out.write(byte: comma)
            out.write(String(row.line))
            out.write(byte: comma)
            out.write(field: Array(row.reason.utf8)[...])
            out.write(byte: comma)
            out.write(field: row.text[...])
            out.write("\n")
        }
        out.flush()
    }
}
