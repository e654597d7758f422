import Foundation
import Synchronization

/// An HTTP/1.1 server on loopback that answers each request as a test says, mistakes included. Plain sockets: what is
/// sent is sent exactly so.
package final class MisbehavingServer: Sendable {
  /// A request as it came.
  package struct Request: Sendable {
    package var path: String
    /// Names in lower case.
    package var headers: [String: String]
    package var body: [UInt8]
    /// 0 for the first request of the server, then 1, 2 …
    package var number: Int

    package var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
    }
  }

  /// What is done with a request.
  package enum Reply: Sendable {
    case status(Int, String, headers: [String: String] = [:])
    /// After this many seconds.
    case late(Double, String)
    /// A head that promises the whole, and only this many bytes of it.
    case cut(String, after: Int)
    /// The connection ends without a byte.
    case closed
    /// This many bytes of blanks, promised as such.
    case huge(Int)

    package static func ok(_ body: String) -> Reply { .status(200, body) }
  }

  package let port: Int
  private let descriptor: Int32
  private let answer: @Sendable (Request) -> Reply
  private let log = Mutex<[Request]>([])
  private let now = Mutex((inFlight: 0, most: 0))

  /// Starts to listen on a port of the system's choice.
  package init(_ answer: @escaping @Sendable (Request) -> Reply) throws {
    self.answer = answer
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        guard unsafe bind(descriptor, generic, size) == 0, listen(descriptor, 128) == 0 else {
          return false
        }
        return unsafe getsockname(descriptor, generic, &size) == 0
      }
    }
    guard bound else { throw NoPort() }
    self.descriptor = descriptor
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread { [self] in accept() }.start()
  }

  /// Ends listening; connections that are open end with their requests.
  package func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  package var url: String { "http://127.0.0.1:\(port)" }
  /// What came so far.
  package var requests: [Request] { log.withLock { $0 } }
  /// Most requests that were in work at once.
  package var mostAtOnce: Int { now.withLock { $0.most } }

  private struct NoPort: Error {}

  private func accept() {
    while true {
      let connection = Glibc.accept(descriptor, nil, nil)
      guard connection >= 0 else { break }
      Thread { [self] in serve(connection) }.start()
    }
    close(descriptor)
  }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    var buffer: [UInt8] = []
    while var request = read(connection, &buffer) {
      request.number = log.withLock { log in
        log.append(request)
        log[log.count - 1].number = log.count - 1
        return log.count - 1
      }
      now.withLock { now in
        now.inFlight += 1
        now.most = max(now.most, now.inFlight)
      }
      let reply = answer(request)
      if case .late(let seconds, _) = reply { usleep(UInt32(seconds * 1e6)) }
      // Whoever has a reply may send the next request before this thread goes on.
      now.withLock { $0.inFlight -= 1 }
      guard send(reply, on: connection) else { return }
    }
  }

  /// Whether the connection stays.
  private func send(_ reply: Reply, on connection: Int32) -> Bool {
    switch reply {
    case .status(let status, let body, let headers):
      return write(connection, head(status, body.utf8.count, headers) + Array(body.utf8))
    case .late(_, let body):
      return write(connection, head(200, body.utf8.count, [:]) + Array(body.utf8))
    case .cut(let body, let after):
      _ = write(connection, head(200, body.utf8.count, [:]) + Array(body.utf8.prefix(after)))
      return false
    case .closed: return false
    case .huge(let size):
      guard write(connection, head(200, size, [:])) else { return false }
      let blanks = [UInt8](repeating: 0x20, count: 1 << 16)
      for _ in 0..<(size / blanks.count + 1) where !write(connection, blanks) { return false }
      return false
    }
  }

  private func head(_ status: Int, _ length: Int, _ headers: [String: String]) -> [UInt8] {
    var lines = [
      "HTTP/1.1 \(status) Status", "Content-Type: application/json", "Content-Length: \(length)",
    ]
    for (name, value) in headers { lines.append("\(name): \(value)") }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }

  private func write(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count {
      let sent = unsafe bytes.withUnsafeBytes { raw in
        unsafe Glibc.send(
          connection, raw.baseAddress?.advanced(by: done), bytes.count - done,
          Int32(MSG_NOSIGNAL))
      }
      guard sent > 0 else { return false }
      done += sent
    }
    return true
  }

  /// The next request of a connection; `nil` at its end.
  private func read(_ connection: Int32, _ buffer: inout [UInt8]) -> Request? {
    let end: [UInt8] = [13, 10, 13, 10]
    while true {
      if let stop = buffer.firstRange(of: end) {
        let head = String(decoding: buffer[..<stop.lowerBound], as: UTF8.self)
        let lines = head.components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
          let parts = line.split(separator: ":", maxSplits: 1)
          guard parts.count == 2 else { continue }
          headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        if buffer.count - stop.upperBound >= length {
          let body = Array(buffer[stop.upperBound..<stop.upperBound + length])
          buffer.removeFirst(stop.upperBound + length)
          let words = lines[0].split(separator: " ")
          return Request(
            path: words.count > 1 ? String(words[1]) : "", headers: headers, body: body, number: 0)
        }
      }
      var part = [UInt8](repeating: 0, count: 1 << 16)
      let room = part.count
      let got = unsafe part.withUnsafeMutableBytes { raw in
        unsafe recv(connection, raw.baseAddress, room, 0)
      }
      guard got > 0 else { return nil }
      buffer += part[..<got]
    }
  }
}
