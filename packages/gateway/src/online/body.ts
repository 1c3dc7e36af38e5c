/** Bodies after their schema has passed. Money is roubles as JSON numbers. */
export interface AgentBody {
  readonly type: string;
  readonly paying_agent?: { readonly operation?: string; readonly phones?: readonly string[] };
  readonly receive_payments_operator?: { readonly phones?: readonly string[] };
  readonly money_transfer_operator?: {
    readonly phones?: readonly string[];
    readonly name?: string;
    readonly address?: string;
    readonly inn?: string;
  };
}

export interface SupplierBody {
  readonly phones?: readonly string[];
  readonly name?: string;
  readonly inn?: string;
}

export interface VatBody {
  readonly type: string;
  readonly sum?: number;
}

export interface PaymentBody {
  readonly type: number;
  readonly sum: number;
}

export interface ItemBody {
  readonly name: string;
  readonly price: number;
  readonly quantity: number;
  readonly sum: number;
  readonly measurement_unit?: string;
  readonly nomenclature_code?: string;
  readonly payment_method?: string;
  readonly payment_object?: string;
  readonly vat?: VatBody;
  readonly agent_info?: AgentBody;
  readonly supplier_info?: SupplierBody;
  readonly user_data?: string;
  readonly excise?: number;
  readonly country_code?: string;
  readonly declaration_number?: string;
}

interface CompanyBody {
  readonly email?: string;
  readonly sno?: string;
  readonly inn: string;
  readonly payment_address: string;
  readonly location?: string;
}

export interface ReceiptBody {
  readonly client: {
    readonly email?: string;
    readonly phone?: string;
    readonly name?: string;
    readonly inn?: string;
  };
  readonly company: CompanyBody;
  readonly agent_info?: AgentBody;
  readonly supplier_info?: SupplierBody;
  readonly items: readonly ItemBody[];
  readonly payments: readonly PaymentBody[];
  readonly vats?: readonly VatBody[];
  readonly total: number;
  readonly additional_check_props?: string;
  readonly cashier?: string;
  readonly cashier_inn?: string;
  readonly additional_user_props?: { readonly name: string; readonly value: string };
  readonly device_number?: string;
  readonly internet?: boolean;
}

export interface CorrectionBody {
  readonly company: CompanyBody;
  readonly correction_info: {
    readonly type: 'self' | 'instruction';
    readonly base_date: string;
    readonly base_number?: string;
    readonly base_name?: string;
  };
  readonly payments: readonly PaymentBody[];
  readonly vats: readonly VatBody[];
  readonly cashier?: string;
  readonly device_number?: string;
}

export interface Envelope {
  readonly timestamp: string;
  readonly external_id: string;
  readonly service?: { readonly callback_url?: string };
  readonly receipt?: ReceiptBody;
  readonly correction?: CorrectionBody;
}
