import Glibc

/// Where the manifest of a snapshot may name files beside its own folder: `LEADPACT_DATA=/srv/exports:/srv/more`.
enum DataFolders {
    static var allowed: [String] {
        guard let list = unsafe getenv("LEADPACT_DATA").map({ unsafe String(cString: $0) }) else { return [] }
        return list.split(separator: ":").map(String.init)
    }
}
