import ArgumentParser
import Findings
import Reports
import Reviews

/// What pages look like.
struct PageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A Mustache template for html and pdf; 'leadpact init --page-template' prints one to change.",
            valueName: "file"))
    var template: String?

    @Option(help: ArgumentHelp("A picture at the top of html and pdf.", valueName: "file"))
    var logo: String?

    /// A look that can be had, and the browser where one is needed: found out before anything is read.
    func press(for formats: [PageFormatChoice], color: ColorChoice) throws -> Press {
        var findings: [Finding] = []
        var sources: [SourceText] = []
        var press = Press()
        do {
            if let template {
                let source = try SourceFile.read(template)
                sources.append(source)
                if let own = PageTemplate(source, findings: &findings) { press.template = own }
            }
            if let logo { press.logo = PageLogo(try SourceFile.read(logo), findings: &findings) }
            if formats.contains(where: { $0.format == .pdf }) { press.browser = try Browser() }
        } catch let unreadable as Unreadable {
            findings.append(unreadable.finding)
        } catch let error as BrowserError {
            Leadpact.complain(error.description)
            throw Exit(.agreementWrong)
        }
        guard findings.isEmpty else {
            findings.complain(sources: sources, color: color)
            throw Exit(.agreementWrong)
        }
        return press
    }
}

/// Makes HTML and PDF of pages.
struct Press {
    var template = PageTemplate.standard
    var logo: PageLogo?
    var browser: Browser?

    func html(of page: Page) -> String { page.html(template, logo: logo) }

    func pdf(of page: Page) throws -> [UInt8] {
        guard let browser else { preconditionFailure("a browser was asked for with the format") }
        do {
            return try browser.pdf(of: html(of: page))
        } catch let error as BrowserError {
            Leadpact.complain(error.description)
            throw Exit(.agreementWrong)
        }
    }
}
