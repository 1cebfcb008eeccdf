/// LP004x: files and folders.
extension Code {
    public static let fileNotFound = Code(
        "LP0040", "no such file",
        """
        There is nothing at the path. Paths on the command line are read from the folder that leadpact is called in; paths
        in an agreement or a manifest from the folder that this file stands in.

        Check the spelling, letter case included.
        """)
    public static let notAFile = Code(
        "LP0041", "not a file",
        """
        A file is expected at the path, and there is a folder, a pipe or a device. leadpact reads its input more than once,
        which a pipe does not allow.

        Write what the pipe delivers to a file first.
        """)
    public static let noPermission = Code(
        "LP0042", "no permission to read",
        """
        The file or a folder above it may not be read by the user that leadpact runs as.

        `ls -l` shows whose it is; `chmod` or a look at who runs the job mends it.
        """)
    public static let cannotRead = Code(
        "LP0043", "cannot be read",
        """
        The operating system failed to deliver the file. The message quotes its reason.
        """)

    static let fileCodes: [Code] = [fileNotFound, notAFile, noPermission, cannotRead]
}
