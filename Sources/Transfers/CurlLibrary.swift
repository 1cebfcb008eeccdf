import CCurl
import Glibc

/// What is used of libcurl, found when something is first sent: the library draws in dozens of others, which no command is to
/// load that sends nothing.
///
/// Safe because the signatures and numbers are those of curl.h, which libcurl has kept since version 7.
@safe struct CurlLibrary {
    /// Options and facts as curl.h numbers them.
    enum Option: Int32 {
        case timeout = 13
        case upload = 46
        case verifyPeer = 64
        case connectTimeout = 78
        case verifyHost = 81
        case noSignal = 99
        case useTLS = 119
        case
            protocols = 181
        case writeData = 10001
        case address = 10002
        case readData = 10009
        case errorBuffer = 10010
        case agent = 10018
        case headers = 10023
        case
            authorities = 10065
        case copiedBody = 10165
        case user = 10173
        case password = 10174
        case sender = 10186
        case recipients = 10187
        case uploadLength = 30115
        case bodyLength = 30120
    }

    private static let responseCode: Int32 = 0x200000 + 2
    private static let retryAfter: Int32 = 0x600000 + 57

    /// One transfer of libcurl's.
    @safe struct Handle {
        fileprivate let pointer: UnsafeMutableRawPointer
    }

    /// A list of texts; what holds it has to free it.
    @safe struct List {
        fileprivate var pointer: OpaquePointer?
    }

    private let setOption: UnsafeMutableRawPointer
    private let getFact: UnsafeMutableRawPointer
    private let initialize: @convention(c) () -> UnsafeMutableRawPointer?
    private let run: @convention(c) (UnsafeMutableRawPointer) -> Int32
    private let cleanUp: @convention(c) (UnsafeMutableRawPointer) -> Void
    private let append: @convention(c) (OpaquePointer?, UnsafePointer<CChar>) -> OpaquePointer?
    private let freeList: @convention(c) (OpaquePointer?) -> Void
    private let errorWords: @convention(c) (Int32) -> UnsafePointer<CChar>

    init() throws(TransferError) {
        guard
            let handle = unsafe dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL)
                ?? dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL)
        else {
            throw TransferError("libcurl is not installed, by which messages are sent (Debian: libcurl4)")
        }
        func find(_ name: String) throws(TransferError) -> UnsafeMutableRawPointer {
            guard let symbol = unsafe dlsym(handle, name) else { throw TransferError("libcurl has no \(name)") }
            return unsafe symbol
        }
        func function<Function>(_ name: String, as type: Function.Type = Function.self) throws(TransferError)
            -> Function
        {
            unsafe unsafeBitCast(try find(name), to: type)
        }
        unsafe setOption = try find("curl_easy_setopt")
        unsafe getFact = try find("curl_easy_getinfo")
        unsafe initialize = try function("curl_easy_init")
        unsafe run = try function("curl_easy_perform")
        unsafe cleanUp = try function("curl_easy_cleanup")
        unsafe append = try function("curl_slist_append")
        unsafe freeList = try function("curl_slist_free_all")
        unsafe errorWords = try function("curl_easy_strerror")
    }

    func begin() -> Handle? { unsafe initialize().map { unsafe Handle(pointer: $0) } }
    func perform(_ handle: Handle) -> Int32 { unsafe run(handle.pointer) }
    func end(_ handle: Handle) { unsafe cleanUp(handle.pointer) }

    func list(of texts: [String]) -> List {
        unsafe List(pointer: texts.reduce(nil as OpaquePointer?) { unsafe append($0, $1) })
    }

    func free(_ list: List) { unsafe freeList(list.pointer) }

    func set(_ option: Option, _ value: Int, of handle: Handle) {
        _ =
            unsafe option.rawValue > 30000
            ? ccurl_set_offset(setOption, handle.pointer, option.rawValue, Int64(value))
            : ccurl_set_number(setOption, handle.pointer, option.rawValue, value)
    }

    /// libcurl copies texts.
    func set(_ option: Option, _ text: String, of handle: Handle) {
        _ = unsafe text.withCString { unsafe ccurl_set_pointer(setOption, handle.pointer, option.rawValue, $0) }
    }

    /// The list has to live until the transfer ends.
    func set(_ option: Option, _ list: List, of handle: Handle) {
        _ = unsafe ccurl_set_pointer(setOption, handle.pointer, option.rawValue, UnsafeRawPointer(list.pointer))
    }

    /// The file has to be open until the transfer ends.
    func set(_ option: Option, _ file: UnsafeMutablePointer<FILE>, of handle: Handle) {
        _ = unsafe ccurl_set_pointer(setOption, handle.pointer, option.rawValue, file)
    }

    /// The last answer of the server; 0 where it gave none.
    func responseCode(of handle: Handle) -> Int {
        var code = 0
        _ = unsafe ccurl_get_number(getFact, handle.pointer, Self.responseCode, &code)
        return code
    }

    /// Seconds that the server asks to wait; 0 where it asks nothing.
    func retryAfter(of handle: Handle) -> Int {
        var seconds: Int64 = 0
        _ = unsafe ccurl_get_offset(getFact, handle.pointer, Self.retryAfter, &seconds)
        return Int(seconds)
    }

    func words(for code: Int32) -> String { unsafe String(cString: errorWords(code)) }
}

/// Why nothing could be sent, in words that hold no secret.
public struct TransferError: Error, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
