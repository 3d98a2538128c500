//! What each part of a page is, by its heading.

use super::words::{self, Rule};

/// A part of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Description,
    Input,
    Output,
    Errors,
    Example,
}

/// The words of headings; the first rule that fits counts.
const SECTIONS: &[Rule<Section>] = &[
    Rule {
        gives: Section::Example,
        part: &["示例", "案例", "例子", "举例", "example", "sample", "예제", "예시", "入力例", "出力例"],
        whole: &["例"],
        never: &[],
    },
    Rule {
        gives: Section::Errors,
        part: &[
            "错误码",
            "错误代码",
            "返回码",
            "errorcode",
            "returncode",
            "错误列表",
            "エラーコード",
            "오류코드",
        ],
        whole: &[],
        never: &[],
    },
    Rule {
        gives: Section::Input,
        part: &[
            "输入参数",
            "请求参数",
            "入参",
            "接口参数",
            "inputparam",
            "requestparam",
            "inputfield",
            "请求字段",
            "私有参数",
            "参数列表",
            "请求内容",
            "请求数据",
            "入力パラメータ",
            "リクエストパラメータ",
            "입력매개변수",
            "요청매개변수",
        ],
        whole: &[
            "输入",
            "请求",
            "input",
            "request",
            "inputs",
            "apirequest",
            "接口请求",
            "参数",
            "parameters",
            "参数说明",
            "parameterdescription",
            "parametersdescription",
            "requestmethod",
            "requestdescription",
            "调用方式",
            "请求方式",
            "请求方法",
            "请求说明",
        ],
        never: &[],
    },
    Rule {
        gives: Section::Output,
        part: &[
            "输出参数",
            "返回参数",
            "响应参数",
            "出参",
            "应答参数",
            "返回结果",
            "返回值",
            "返回内容",
            "返回数据",
            "响应结果",
            "返回字段",
            "返回说明",
            "响应内容",
            "输出结果",
            "outputparam",
            "responseparam",
            "returnparam",
            "returnedparam",
            "returnvalue",
            "returnedvalue",
            "接口应答",
            "应答内容",
            "outputfield",
            "responsefield",
            "回包",
            "出力パラメータ",
            "レスポンスパラメータ",
            "출력매개변수",
            "응답매개변수",
        ],
        whole: &[
            "输出",
            "响应",
            "应答",
            "返回",
            "output",
            "response",
            "outputs",
            "apiresponse",
            "returns",
            "result",
            "results",
            "结果",
            "接口返回",
        ],
        never: &[],
    },
    Rule {
        gives: Section::Description,
        part: &[],
        whole: &[
            "接口描述",
            "功能描述",
            "功能说明",
            "接口名称",
            "接口说明",
            "描述",
            "简介",
            "概述",
            "功能",
            "接口功能",
            "apidescription",
            "description",
            "overview",
            "introduction",
            "apiname",
            "featuredescription",
            "apioverview",
            "functiondescription",
            "接口概述",
            "action",
            "api説明",
            "api설명",
        ],
        never: &[],
    },
];

/// The part that a heading begins, if it is one that pages have.
pub(super) fn section(heading: &str) -> Option<Section> {
    let plain = plain(heading);
    let length = plain.chars().count();
    let limit = if plain.is_ascii() { 45 } else { 16 };
    if plain.is_empty() || length > limit {
        return None;
    }
    words::find(SECTIONS, &plain)
}

/// Whether a heading is about responses, be it their fields or an example, so that the request stands before it.
pub(super) fn is_of_response(heading: &str) -> bool {
    const WORDS: [&str; 11] =
        ["输出", "返回", "响应", "应答", "结果", "output", "response", "return", "result", "出力", "출력"];
    let plain = plain(heading);
    section(heading) == Some(Section::Output) || WORDS.iter().any(|word| plain.contains(word))
}

/// Whether a heading is about another way to send the request that was shown before it: `GET`, and then `POST`.
pub(super) fn is_another_way(heading: &str) -> bool {
    let plain = plain(heading);
    plain.strip_prefix("get").or_else(|| plain.strip_prefix("post")).is_some_and(|rest| {
        ["请求", "方式", "方法", "request", "method"].iter().any(|word| rest.starts_with(word))
    })
}

/// Whether a heading says that the name of the Action follows.
pub(super) fn is_of_name(heading: &str) -> bool {
    matches!(plain(heading).as_str(), "接口名" | "接口名称" | "apiname")
}

/// Whether a heading says no more than that parameters follow, of a request or of a response.
pub(super) fn is_general(heading: &str) -> bool {
    matches!(
        plain(heading).as_str(),
        "参数" | "参数说明" | "参数列表" | "parameters" | "parameterdescription" | "parametersdescription"
    )
}

/// The level of a line that is a heading in text without marks.
pub(super) fn heading_level(line: &str) -> Option<u8> {
    if line.chars().count() > 60
        || line.ends_with(['.', '。', ',', '，', ';', '；', '|'])
        || line.contains('=')
    {
        return None;
    }
    let number: String = line.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let dots = number.trim_end_matches('.').matches('.').count();
    let level = u8::try_from(dots.min(3)).unwrap_or(3) + 2;
    let is_short = line.split_whitespace().count() <= 7;
    (is_short && section(line).is_some()).then_some(if number.is_empty() { 3 } else { level })
}

/// A heading in lower case, without its number, white space and marks.
fn plain(heading: &str) -> String {
    let number = |c: char| c.is_ascii_digit() || ".、)）(（ \t:：-".contains(c);
    let heading = heading.trim_start_matches(number);
    let chinese = heading
        .strip_prefix(['一', '二', '三', '四', '五', '六', '七', '八'])
        .filter(|rest| rest.starts_with(['、', '.', '．']));
    let heading = chinese.unwrap_or(heading).trim_start_matches(number);
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The name that the line before a table begins with.
pub(super) fn heading(title: &str) -> &str {
    let line = title.lines().last().unwrap_or_default().trim_start();
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    line.split(|c| !is_part(c)).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_in_both_languages() {
        let cases = [
            ("1. 接口描述", Some(Section::Description)),
            ("API Description", Some(Section::Description)),
            ("2.输入参数", Some(Section::Input)),
            ("2.1 Input Parameters", Some(Section::Input)),
            ("### 请求参数", Some(Section::Input)),
            ("Request Method", Some(Section::Input)),
            ("出力パラメータ", Some(Section::Output)),
            ("입력 매개변수", Some(Section::Input)),
            ("三、返回参数", Some(Section::Output)),
            ("Response Parameters", Some(Section::Output)),
            ("4. 错误码表", Some(Section::Errors)),
            ("Error Code List", Some(Section::Errors)),
            ("请求示例", Some(Section::Example)),
            ("5. Example", Some(Section::Example)),
            ("6. Other Resources", None),
            ("The example response decides whatever the table may say about it.", None),
        ];
        for (heading, expected) in cases {
            assert_eq!(section(heading), expected, "{heading}");
        }
    }

    #[test]
    fn a_sentence_of_a_copied_page_is_no_heading() {
        assert_eq!(heading_level("2. Input Parameters"), Some(2));
        assert_eq!(heading_level("2.1 Input Parameters"), Some(3));
        assert_eq!(heading_level("Input Parameters"), Some(3));
        assert_eq!(heading_level("1. Call the API with the parameters."), None);
        assert_eq!(heading_level("The returned results are as below:"), None);
    }
}
