// swift-tools-version:6.2
import PackageDescription

// Outside the package, so that users do not build it; `Modules` are links to the sources it measures.
let package = Package(
  name: "metrics",
  targets: [
    .target(name: "Records", path: "Modules/Records"),
    .target(name: "Scoring", dependencies: ["Records"], path: "Modules/Scoring"),
    .executableTarget(name: "metrics", dependencies: ["Records", "Scoring"]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ]
}
