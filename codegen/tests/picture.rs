//! The picture of a diagnostic in the README is what the tool says.
//!
//! `UPDATE_GOLDENS=1 cargo test -p qcloud-codegen --test picture` draws it anew.

use std::fs;
use std::path::Path;

use anstyle_svg::Term;
use qcloud_codegen::Style;

const SERVICE: &str = "service: wss\ndoc: Certificates.\nprotocol: v2\nhost: wss.api.qcloud.com\n";

const ACTION: &str = "\
action: CertGetList
doc: Lists the account's certificates, one page at a time.
parameters:
  searchKey: {type: string, doc: Only certificates that match this keyword.}
  certType:  {type: CertTyp, doc: Only certificates of this type.}
  isVip:     {type: bool, doc: Only certificates of paying accounts.}
  is_vip:    {type: bool, doc: As isVip.}
types:
  CertType: {doc: What a certificate is for., values: {CA: {doc: Clients.}, SVR: {doc: Servers.}}}
";

#[test]
fn the_picture_in_the_readme_is_fresh() {
    let directory = tempfile::tempdir().unwrap();
    let spec = directory.path().join("spec");
    fs::create_dir_all(spec.join("wss")).unwrap();
    fs::write(spec.join("wss/service.yaml"), SERVICE).unwrap();
    fs::write(spec.join("wss/CertGetList.yaml"), ACTION).unwrap();
    let (_, diagnostics) = qcloud_codegen::examine(&spec);
    let said = diagnostics.render(Style::Colored).replace(spec.to_str().unwrap(), "spec");
    let drawn = Term::new().render_svg(&said.replace('\\', "/")) + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/diagnostic.svg");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(&path, &drawn).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(expected, drawn, "UPDATE_GOLDENS=1 cargo test -p qcloud-codegen --test picture draws it anew");
}
