//! What the columns of a table are, by their titles in English and Chinese, Japanese and Korean.

use super::words::{self, Rule};

/// What a column says of the thing that its row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// The name of a parameter or field.
    Name,
    /// The name of something inside the thing that the name column names.
    Child,
    Required,
    /// The opposite of required.
    Optional,
    Type,
    Default,
    Description,
    Example,
    /// A value, or the values that are allowed.
    Value,
    /// The code of an error.
    Code,
    /// The code that a part of the vendor's has for an error; it stands in the message of a response.
    ModuleCode,
    /// The symbolic name of an error.
    ErrorName,
}

/// The words of titles; the first rule that fits counts.
const COLUMNS: &[Rule<Column>] = &[
    Rule {
        gives: Column::Optional,
        part: &[],
        whole: &["optional", "isoptional", "可选", "是否可选"],
        never: &[],
    },
    Rule {
        gives: Column::Required,
        part: &[
            "必选",
            "必填",
            "必须",
            "必需",
            "是否必要",
            "必須",
            "필수",
            "required",
            "mandatory",
            "necessary",
            "是否可选",
        ],
        whole: &[],
        never: &[],
    },
    Rule {
        gives: Column::ModuleCode,
        part: &["模块错误码", "模块错误代码", "modulecode", "moduleerrorcode"],
        whole: &[],
        never: &[],
    },
    Rule {
        gives: Column::ErrorName,
        part: &[
            "英文提示",
            "英文描述",
            "英文错误",
            "错误类型",
            "英文名",
            "codedesc",
            "errormessage",
            "errortype",
            "错误信息",
        ],
        whole: &[],
        never: &[],
    },
    Rule {
        gives: Column::Description,
        part: &[
            "描述",
            "说明",
            "含义",
            "解释",
            "备注",
            "description",
            "meaning",
            "explanation",
            "remark",
            "comment",
            "説明",
            "記述",
            "설명",
        ],
        whole: &[
            "note",
            "notes",
            "中文",
            "中文名",
            "原因",
            "错误",
            "desc",
            "details",
            "reason",
            "cause",
            "状态名",
            "状态名称",
            "statusname",
        ],
        never: &[],
    },
    Rule {
        gives: Column::Type,
        part: &["类型", "type", "数据格式", "タイプ", "データ型", "유형", "타입"],
        whole: &["型"],
        never: &["事件类型"],
    },
    Rule {
        gives: Column::Default,
        part: &["默认", "缺省", "default", "デフォルト", "기본값"],
        whole: &[],
        never: &[],
    },
    Rule {
        gives: Column::Example,
        part: &["示例", "例子", "举例", "example", "sample", "예시"],
        whole: &["例"],
        never: &[],
    },
    Rule {
        gives: Column::Code,
        part: &[
            "错误码",
            "错误代码",
            "返回码",
            "errorcode",
            "returncode",
            "retcode",
            "エラーコード",
            "오류코드",
        ],
        whole: &["code", "编码"],
        never: &[],
    },
    Rule {
        gives: Column::Child,
        part: &[
            "子参数",
            "子字段",
            "子属性",
            "子元素",
            "子项",
            "二级参数",
            "subparam",
            "subfield",
            "childparam",
            "childfield",
            "secondlevelparam",
        ],
        whole: &[],
        never: &[],
    },
    Rule {
        gives: Column::Value,
        part: &["取值", "可选值", "参数值", "输入内容", "inputcontent"],
        whole: &[
            "值",
            "value",
            "values",
            "parametervalue",
            "状态",
            "状态值",
            "状态码",
            "status",
            "statusvalue",
            "状态id",
            "statusid",
            "常量值",
        ],
        never: &[],
    },
    Rule {
        gives: Column::Name,
        part: &[
            "参数名",
            "字段名",
            "变量名",
            "属性名",
            "parametername",
            "fieldname",
            "パラメータ名",
            "パラメーター名",
            "フィールド名",
            "매개변수이름",
            "매개변수명",
            "필드이름",
        ],
        whole: &[
            "参数",
            "名称",
            "字段",
            "变量",
            "属性",
            "键",
            "成员",
            "配置项",
            "返回值",
            "列名",
            "参数项",
            "name",
            "names",
            "parameter",
            "parameters",
            "field",
            "fields",
            "key",
            "attribute",
            "member",
            "variable",
            "param",
            "property",
            "パラメータ",
            "パラメーター",
            "フィールド",
            "名前",
            "매개변수",
            "이름",
            "필드",
        ],
        never: &[],
    },
];

/// The column of a title, if it is one that pages use.
pub(super) fn column(title: &str) -> Option<Column> {
    let plain = plain(title);
    if plain.is_empty() || plain.chars().count() > 30 {
        return None;
    }
    words::find(COLUMNS, &plain)
}

/// A title in lower case, without white space, marks and what stands in parentheses.
fn plain(title: &str) -> String {
    let mut depth = 0_usize;
    let mut plain = String::new();
    for c in title.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ if depth > 0 || c.is_whitespace() || "*:：`?？_/-".contains(c) => {}
            _ => plain.extend(c.to_lowercase()),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_known_in_both_languages_and_many_spellings() {
        let cases = [
            ("参数名称", Column::Name),
            ("Parameter Name", Column::Name),
            ("**Name**", Column::Name),
            ("字段", Column::Name),
            ("是否必填", Column::Required),
            ("必选", Column::Required),
            ("Required or Not", Column::Required),
            ("可选", Column::Optional),
            ("参数类型", Column::Type),
            ("Data Type", Column::Type),
            ("参数说明", Column::Description),
            ("默认值", Column::Default),
            ("例子/单位", Column::Example),
            ("Parameter Value", Column::Value),
            ("取值(可选)", Column::Value),
            ("错误代码", Column::Code),
            ("Error Code", Column::Code),
            ("模块错误码", Column::ModuleCode),
            ("Sub-parameter Name", Column::Child),
            ("パラメータ名", Column::Name),
            ("필수 여부", Column::Required),
            ("英文提示", Column::ErrorName),
            ("Error Message", Column::ErrorName),
            ("错误描述", Column::Description),
            ("Error Description", Column::Description),
        ];
        for (title, expected) in cases {
            assert_eq!(column(title), Some(expected), "{title}");
        }
        assert_eq!(column("地域"), None);
    }
}
