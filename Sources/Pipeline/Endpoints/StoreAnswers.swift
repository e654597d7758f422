package import Endpoints
package import Records
package import Store

/// Answers of model endpoints, kept in the store.
package struct StoreAnswers: AnswerCache {
  let store: Store

  package init(_ store: Store) { self.store = store }

  package func answer(_ key: AnswerKey) throws(WinnowError) -> [UInt8]? {
    try KeptAnswers.read(store, Self.request(key), sample: key.sample)
  }

  package func keep(_ answers: [(key: AnswerKey, bytes: [UInt8])]) throws(WinnowError) {
    try KeptAnswers.keep(
      store,
      answers.map { key, bytes in
        KeptAnswers.Row(
          request: Self.request(key), sample: key.sample, path: key.path, model: key.model,
          answer: bytes)
      })
  }

  private static func request(_ key: AnswerKey) -> PublicID {
    KeptAnswers.request(path: key.path, model: key.model, body: key.body)
  }
}

extension Corpus {
  /// A client that keeps its answers in the store of the run, ends with it, and asks nothing when the run is
  /// offline.
  package func client(_ options: EndpointOptions) -> EndpointClient {
    EndpointClient(
      options, cache: StoreAnswers(store), isOffline: isOffline,
      isCancelled: { Interrupt.isRequested })
  }
}
