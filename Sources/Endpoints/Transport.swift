internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import Records

/// Why a request has no reply.
enum AttemptError: Error, Equatable {
  /// 408, 425, 429 or 5xx: the server could not, this time.
  case busy(status: Int, wait: Double?, words: String)
  /// Any other status but 2xx.
  case rejected(status: Int, words: String)
  case timeout
  /// The connection could not be made, was reset, or ended before the reply did.
  case connection(String)
  /// The reply is no JSON.
  case notJSON
  case tooLarge
  case cancelled

  var isPassing: Bool {
    switch self {
    case .busy, .timeout, .connection, .notJSON: true
    case .rejected, .tooLarge, .cancelled: false
    }
  }

  var words: String {
    switch self {
    case .busy(let status, _, let words), .rejected(let status, let words):
      "it answers \(status)" + (words.isEmpty ? "" : ": \(words)")
    case .timeout: "no whole reply within the time limit"
    case .connection(let why): why
    case .notJSON: "its reply is no JSON"
    case .tooLarge: "its reply is larger than it may be"
    case .cancelled: "interrupted"
    }
  }
}

/// Sends one request and reads its reply.
struct Transport: Sendable {
  let client: HTTPClient
  let address: String
  let key: String?
  let timeout: Double
  let maxReplyBytes: Int

  static func client(_ options: EndpointOptions) -> HTTPClient {
    var configuration = HTTPClient.Configuration()
    // A key must not follow to another address.
    configuration.redirectConfiguration = .disallow
    configuration.timeout.connect = .milliseconds(Int64(min(options.timeout, 30) * 1000))
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = options.concurrency
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  /// A loop for the next request.
  var nextLoop: any EventLoop { client.eventLoopGroup.next() }

  /// Sends a request; the future has the bytes of a reply with a status of 2xx, or why there are none.
  ///
  /// Nothing of it runs on the pool of Swift concurrency, which whoever waits may be blocking.
  func post(_ body: [UInt8], on loop: any EventLoop) -> Sending {
    let request: HTTPClient.Request
    do {
      var headers: HTTPHeaders = [
        "content-type": "application/json", "accept": "application/json", "user-agent": "winnow",
        // A connection for each request: async-http-client 1.37 traps when a server ends a connection at the
        // moment it goes back to the pool. Beside what a model takes to answer, opening one costs nothing.
        "connection": "close",
      ]
      if let key { headers.add(name: "authorization", value: "Bearer \(key)") }
      request = try HTTPClient.Request(
        url: address, method: .POST, headers: headers, body: .bytes(body))
    } catch {
      return Sending(result: loop.makeSucceededFuture(.failure(explain(error)))) {}
    }
    let task = client.execute(
      request: request,
      delegate: ResponseAccumulator(request: request, maxBodySize: maxReplyBytes),
      eventLoop: .delegate(on: loop))
    // A deadline of the client's own would end with the head of a reply.
    let timer = loop.scheduleTask(in: .milliseconds(Int64(timeout * 1000))) {
      task.fail(reason: HTTPClientError.deadlineExceeded)
    }
    let result = task.futureResult.hop(to: loop).map { response -> Result<Data, AttemptError> in
      timer.cancel()
      return read(response)
    }.flatMapErrorThrowing { error in
      timer.cancel()
      return .failure(explain(error))
    }
    return Sending(result: result) { task.cancel() }
  }

  /// A request that is out.
  struct Sending: Sendable {
    let result: EventLoopFuture<Result<Data, AttemptError>>
    let cancel: @Sendable () -> Void
  }

  private func read(_ response: HTTPClient.Response) -> Result<Data, AttemptError> {
    let body = response.body.map { Array($0.readableBytesView) } ?? []
    // A body that ends early must not be taken for the whole, whatever the version of HTTP.
    if let length = response.headers.first(name: "content-length").flatMap({ Int($0) }),
      length != body.count
    {
      return .failure(.connection("its reply ends early"))
    }
    let status = Int(response.status.code)
    return (200..<300).contains(status)
      ? .success(Data(body)) : .failure(failure(status, response.headers, body))
  }

  private func failure(_ status: Int, _ headers: HTTPHeaders, _ reply: [UInt8]) -> AttemptError {
    // Servers that repeat the key must not have it printed, not even where the message is cut.
    var words = ServerWords.read(Array(withoutKey(String(decoding: reply, as: UTF8.self)).utf8))
    if (300..<400).contains(status), let place = headers.first(name: "location") {
      words = "it points to another address: " + ServerWords.clean(withoutKey(place))
    }
    switch status {
    case 408, 425, 429, 500...599:
      let wait = headers.first(name: "retry-after").flatMap { RetryAfter.seconds($0, now: Date()) }
      return .busy(status: status, wait: wait, words: words)
    default: return .rejected(status: status, words: words)
    }
  }

  private func withoutKey(_ words: String) -> String {
    key.map { words.replacingOccurrences(of: $0, with: "***") } ?? words
  }

  /// What went wrong, in words that hold neither key nor body.
  private func explain(_ error: any Error) -> AttemptError {
    if error is ResponseAccumulator.ResponseTooBigError { return .tooLarge }
    guard let error = error as? HTTPClientError else {
      return .connection("the connection failed: " + ServerWords.clean(withoutKey("\(error)")))
    }
    switch error {
    case .cancelled: return .cancelled
    case .deadlineExceeded, .readTimeout, .getConnectionFromPoolTimeout: return .timeout
    case .connectTimeout: return .connection("no connection in time")
    case .remoteConnectionClosed: return .connection("the connection ended before the reply did")
    default: return .connection("the connection failed (\(error.shortDescription))")
    }
  }
}

/// What a server says of an error.
enum ServerWords {
  /// The message in the body of a reply, short and on one line.
  static func read(_ reply: [UInt8]) -> String {
    let object = try? JSONSerialization.jsonObject(with: Data(reply))
    if let members = object as? [String: Any] {
      let error = members["error"]
      for value in [
        (error as? [String: Any])?["message"], error, members["message"], members["detail"],
      ] {
        if let text = value as? String { return clean(text) }
      }
    }
    return clean(String(decoding: reply.prefix(2000), as: UTF8.self))
  }

  static func clean(_ text: String) -> String {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let plain = String(words.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F })
    return plain.count > 300 ? plain.prefix(300) + " …" : plain
  }
}
