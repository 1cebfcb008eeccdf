// swift-tools-version: 6.3
import PackageDescription

/// What every target of our own is held to.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], fixtures: Bool = false, oracle: Bool = false
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies,
        exclude: (fixtures ? ["Fixtures"] : []) + (oracle ? ["Oracle"] : []), swiftSettings: strict)
}

let package = Package(
    name: "leadpact",
    products: [.executable(name: "leadpact", targets: ["leadpact"])],
    traits: [
        .default(enabledTraits: ["SQLite", "PostgreSQL"]),
        .trait(name: "SQLite", description: "Reads snapshots from SQLite databases; needs libsqlite3."),
        .trait(name: "PostgreSQL", description: "Reads snapshots from PostgreSQL, where libpq is installed."),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .systemLibrary(
            name: "CZLIB", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(
            name: "CZSTD", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
        .target(name: "CScan"),
        .target(name: "CCurl"),
        module("Transfers", ["CCurl"]),
        module("Findings"),
        module("YAMLNodes", ["CYAML", "Findings"]),
        module("Columns"),
        module("Threads"),
        module("Conditions", ["Findings", "Columns"]),
        module("ConditionForms", ["Findings", "YAMLNodes", "Conditions"]),
        module("BusinessTime", ["Findings", "Threads"]),
        module(
            "Agreements", ["Findings", "YAMLNodes", "Columns", "Conditions", "ConditionForms", "BusinessTime"]),
        .target(
            name: "Databases",
            dependencies: [
                .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
                .product(name: "GRDBSQLite", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
            ],
            swiftSettings: strict),
        .target(
            name: "Snapshots",
            dependencies: [
                "Findings", "YAMLNodes", "Columns", "Threads", "Conditions", "ConditionForms", "BusinessTime", "CScan",
                "CZLIB", "CZSTD", "Databases",
            ],
            resources: [.embedInCode("Presets")], swiftSettings: strict),
        module(
            "Compliance",
            ["Findings", "Columns", "Threads", "Conditions", "BusinessTime", "Agreements", "Snapshots", "CScan"]),
        module(
            "Cases",
            [
                "Findings", "YAMLNodes", "Columns", "Conditions", "BusinessTime", "Agreements", "Snapshots",
                "Compliance",
            ]),
        module(
            "Reports",
            [
                "Findings", "YAMLNodes", "Columns", "Threads", "Conditions", "BusinessTime", "Agreements", "Snapshots",
                "Compliance", "Cases",
            ]),
        .target(
            name: "Templates",
            dependencies: ["Findings", "Reports", .product(name: "Mustache", package: "swift-mustache")],
            swiftSettings: strict),
        .target(
            name: "Reviews",
            dependencies: [
                "Findings", "Columns", "Conditions", "BusinessTime", "Agreements", "Snapshots", "Compliance", "Reports",
                "Templates",
            ],
            resources: [.embedInCode("page.mustache")], swiftSettings: strict),
        .target(
            name: "Ledgers",
            dependencies: [
                "Findings", "Columns", "BusinessTime", "Threads", "Agreements", "Databases", "Snapshots", "Compliance",
                "Reports", .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
            ],
            swiftSettings: strict),
        .target(
            name: "Notices",
            dependencies: [
                "Findings", "Columns", "BusinessTime", "Agreements", "Snapshots", "Compliance", "Reports", "Ledgers",
                "Templates",
            ],
            resources: [.embedInCode("mail.mustache")], swiftSettings: strict),
        module(
            "Pushdown",
            ["Findings", "Columns", "Conditions", "BusinessTime", "Agreements", "Snapshots", "Compliance"]),
        module("Schemas", ["Agreements", "ConditionForms", "Columns", "Snapshots"]),
        .executableTarget(
            name: "leadpact",
            dependencies: [
                "Schemas",
                "Findings", "YAMLNodes", "Columns", "Threads", "Conditions", "Agreements", "BusinessTime", "Databases",
                "Snapshots", "Compliance", "Cases", "Reports", "Reviews", "Ledgers", "Notices", "Pushdown", "Transfers",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            resources: [.embedInCode("starter.yaml")],
            swiftSettings: strict),
        tests(
            "ComplianceTests",
            ["Findings", "Columns", "Conditions", "BusinessTime", "Agreements", "Snapshots", "Compliance"]),
        tests(
            "SnapshotsTests", ["Snapshots", "CScan", "Findings", "Columns", "Conditions", "BusinessTime"]),
        tests("FindingsTests", ["Findings"]),
        .target(
            name: "AgreementSupport", dependencies: ["YAMLNodes", "Findings"], path: "Tests/AgreementSupport",
            swiftSettings: strict),
        tests(
            "AgreementsTests",
            [
                "Fuzzing", "Agreements", "AgreementSupport", "YAMLNodes", "Findings", "BusinessTime", "Conditions",
                "Columns",
            ]),
        tests("YAMLNodesTests", ["Findings", "YAMLNodes"]),
        tests("ConditionsTests", ["Columns", "Conditions", "Findings"], fixtures: true),
        tests("BusinessTimeTests", ["BusinessTime"], oracle: true),
        tests(
            "ReportsTests",
            [
                "AgreementSupport", "Reports", "Compliance", "Snapshots", "Agreements", "Columns", "Findings",
                "BusinessTime",
            ]),
        .target(
            name: "Fuzzing", dependencies: ["Agreements", "CScan", "Columns", "Conditions", "Findings", "Snapshots"],
            path: "Tests/Fuzzing",
            swiftSettings: strict),
        .target(name: "CommandSupport", path: "Tests/CommandSupport", swiftSettings: strict),
        tests(
            "CommandTests",
            [
                "leadpact", "CommandSupport", "Schemas", "YAMLNodes", "Findings", "Agreements", "Snapshots",
                "Compliance", "Reports", "Ledgers",
            ],
            fixtures: true, oracle: true),
        tests("PushdownTests", ["leadpact", "CommandSupport"], fixtures: true, oracle: true),
        tests("RealInputTests", ["leadpact", "CommandSupport"], fixtures: true),
    ],
    swiftLanguageModes: [.v6]
)

// libFuzzer brings its own `main`, so its target is there only when `make fuzz` asks for it.
if Context.environment["LEADPACT_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "leadpact-fuzz", dependencies: ["Fuzzing"], path: "Tests/FuzzMain",
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])],
            linkerSettings: [.unsafeFlags(["-use-ld=lld"])]))
}
